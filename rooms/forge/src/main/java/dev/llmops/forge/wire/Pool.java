// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.wire;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.vertx.core.buffer.impl.PartialPooledByteBufAllocator;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The connections of one event loop to one place: the one used last goes first, so that the others grow old. */
final class Pool {
    private static final int MAX_CONNECTIONS = 8_192;
    private static final int MAX_WAITING = 1_024;
    private static final int UNUSED_SWEEPS = 3;
    private static final int CONNECT_MILLIS = 5_000;

    private final Pools pools;
    private final Place place;
    private final Deque<Connection> idle = new ArrayDeque<>();
    private final Deque<Taker> waiting = new ArrayDeque<>();
    private final Set<Connection> connected = new HashSet<>();
    private int connecting;

    Pool(Pools pools, Place place) {
        this.pools = pools;
        this.place = place;
    }

    void take(Taker taker) {
        Connection connection = idle.pollLast();
        while (connection != null && !connection.open()) {
            // Closed in this very turn; its pool hears of it in a moment.
            connection = idle.pollLast();
        }
        if (connection != null) {
            taker.taken(connection);
        } else if (connected.size() + connecting < MAX_CONNECTIONS) {
            connect(taker);
        } else if (waiting.size() < MAX_WAITING) {
            waiting.add(taker);
        } else {
            taker.notTaken(new AllInUseException());
        }
    }

    /** Takes a clean connection back. */
    void release(Connection connection) {
        Taker next = nextWaiting();
        if (next != null) {
            next.taken(connection);
        } else {
            connection.unusedSince(pools.sweeps());
            idle.addLast(connection);
        }
    }

    void closed(Connection connection) {
        connected.remove(connection);
        idle.remove(connection);
        letNextConnect();
    }

    private @Nullable Taker nextWaiting() {
        Taker next = waiting.poll();
        while (next != null && !next.waiting()) {
            next = waiting.poll();
        }
        return next;
    }

    private void letNextConnect() {
        Taker next = nextWaiting();
        if (next != null) {
            connect(next);
        }
    }

    private void connect(Taker taker) {
        connecting++;
        new Bootstrap()
                .group(pools.loop())
                .channelFactory(pools.channels())
                .option(ChannelOption.ALLOCATOR, PartialPooledByteBufAllocator.INSTANCE)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (place.tls()) {
                            channel.pipeline().addLast(Tls.handler(channel, place));
                        }
                        channel.pipeline()
                                .addLast(new HttpResponseDecoder(limits()), new Connection(Pool.this, channel));
                    }
                })
                .connect(place.address())
                .addListener(made -> made(made, taker));
    }

    private static HttpDecoderConfig limits() {
        return new HttpDecoderConfig()
                .setMaxInitialLineLength(4 << 10)
                .setMaxHeaderSize(8 << 10)
                .setMaxChunkSize(32 << 10);
    }

    private void made(Future<?> made, Taker taker) {
        Channel channel = ((io.netty.channel.ChannelFuture) made).channel();
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (made.isSuccess() && tls != null) {
            tls.handshakeFuture().addListener(agreed -> ready(agreed, channel, taker));
        } else {
            ready(made, channel, taker);
        }
    }

    private void ready(Future<?> ready, Channel channel, Taker taker) {
        connecting--;
        Connection connection = channel.pipeline().get(Connection.class);
        if (!ready.isSuccess() || connection == null || !channel.isActive()) {
            Connection.shut(channel);
            letNextConnect();
            Throwable cause = ready.cause();
            taker.notTaken(cause == null ? new java.net.ConnectException("closed at once") : cause);
            return;
        }
        connected.add(connection);
        taker.taken(connection);
    }

    void closeUnused() {
        while (!idle.isEmpty() && pools.sweeps() - idle.getFirst().unusedSince() >= UNUSED_SWEEPS) {
            idle.pollFirst().close();
        }
    }

    void closeAll() {
        waiting.clear();
        List.copyOf(connected).forEach(Connection::close);
    }

    boolean empty() {
        return connected.isEmpty() && connecting == 0 && waiting.isEmpty();
    }
}
