// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop. Everything happens on that loop, so nothing is locked. A connection that nobody
 * used for 20 to 30 seconds is closed.
 */
public final class Pools {
    private static final long SWEEP_SECONDS = 10;

    private final EventLoop loop;
    private final ChannelFactory<? extends Channel> channels;
    private final Map<Place, Pool> byPlace = new HashMap<>();
    private @Nullable ScheduledFuture<?> sweeping;
    private long sweeps;

    public Pools(EventLoop loop, ChannelFactory<? extends Channel> channels) {
        this.loop = loop;
        this.channels = channels;
    }

    /** A connection that is there is handed over before this returns. */
    public void take(Place place, Taker taker) {
        Pool pool = byPlace.get(place);
        if (pool == null) {
            pool = new Pool(this, place);
            byPlace.put(place, pool);
            if (sweeping == null) {
                sweeping = loop.scheduleWithFixedDelay(this::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
            }
        }
        pool.take(taker);
    }

    /** How often unused connections were looked for: the clock by which they age. */
    long sweeps() {
        return sweeps;
    }

    EventLoop loop() {
        return loop;
    }

    ChannelFactory<? extends Channel> channels() {
        return channels;
    }

    private void sweep() {
        sweeps++;
        byPlace.values().forEach(Pool::closeUnused);
        byPlace.values().removeIf(Pool::empty);
        if (byPlace.isEmpty() && sweeping != null) {
            sweeping.cancel(false);
            sweeping = null;
        }
    }

    /** Closes every connection; may be called on any thread. */
    public void close() {
        if (!loop.isShuttingDown()) {
            loop.execute(() -> {
                for (Pool pool : List.copyOf(byPlace.values())) {
                    pool.closeAll();
                }
            });
        }
    }
}
