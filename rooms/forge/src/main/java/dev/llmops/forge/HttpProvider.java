// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import dev.llmops.contracts.forge.FrameSink;
import dev.llmops.contracts.forge.Inference;
import dev.llmops.platform.home.Sealer;
import dev.llmops.platform.web.outbound.AddressPolicy;
import dev.llmops.platform.web.outbound.HostLookup;
import io.netty.channel.EventLoop;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Calls endpoints over HTTP. A call stays on the event loop it was started on, connection included:
 * each loop has its own client and its own caches.
 */
final class HttpProvider implements Inference {
    private final Vertx vertx;
    private final Sealer sealer;
    private final AddressPolicy policy;
    private final HostLookup lookup;
    private final Clock clock;
    private final Map<EventLoop, LoopState> loops = new ConcurrentHashMap<>();

    HttpProvider(Vertx vertx, Sealer sealer, AddressPolicy policy, HostLookup lookup, Clock clock) {
        this.vertx = vertx;
        this.sealer = sealer;
        this.policy = policy;
        this.lookup = lookup;
        this.clock = clock;
    }

    @Override
    public Call start(Request request, FrameSink sink) {
        ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
        LoopState loop = loops.get(context.nettyEventLoop());
        if (loop == null) {
            loop = loops.computeIfAbsent(
                    context.nettyEventLoop(), ignored -> new LoopState(context, sealer, policy, lookup, clock));
        }
        HttpCall call = new HttpCall(request, sink, context, loop);
        call.begin();
        return call;
    }

    void close() {
        loops.values().forEach(loop -> loop.pools().close());
    }
}
