// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One connection, which carries one call at a time. It goes back to its pool when the reply has ended as it should, the
 * request was written by then and both sides keep the connection; in every other case it is closed.
 */
public final class Connection extends ChannelInboundHandlerAdapter {
    private static final int SWITCHING = 101;

    private final Pool pool;
    private final Channel channel;
    private final Deque<Object> arrived = new ArrayDeque<>();
    private @Nullable Reply reply;
    private @Nullable ChannelFuture writing;
    private long unusedSince;
    private boolean interim;
    private boolean kept;
    private boolean paused;
    private boolean delivering;
    private boolean closed;

    Connection(Pool pool, Channel channel) {
        this.pool = pool;
        this.channel = channel;
    }

    /** Sends a request, most often with one system call, and has its reply told. */
    public void send(RequestHead head, String callId, ByteBuffer body, Reply to) {
        reply = to;
        kept = false;
        interim = false;
        writing = channel.writeAndFlush(head.with(callId, body, channel.alloc()));
    }

    /** Gives a connection back on which nothing was sent. */
    public void giveBack() {
        if (open()) {
            pool.release(this);
        }
    }

    /** Gives the call and the connection up; nothing more is told. */
    public void close() {
        reply = null;
        discard();
        shut(channel);
    }

    /** Holds what arrives, and soon the upstream, back. */
    public void pause() {
        paused = true;
        channel.config().setAutoRead(false);
    }

    public void resume() {
        if (paused) {
            paused = false;
            deliver();
            if (!paused) {
                channel.config().setAutoRead(true);
            }
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        arrived.add(message);
        deliver();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        closed = true;
        pool.closed(this);
        deliver();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        shut(channel);
    }

    /** Tells what has arrived, in order, unless that is being done or the receiver takes nothing now. */
    private void deliver() {
        if (delivering) {
            return;
        }
        delivering = true;
        try {
            Object next;
            while (!paused && (next = arrived.poll()) != null) {
                take(next);
            }
        } finally {
            delivering = false;
        }
        if (closed && !paused) {
            breakOff();
        }
    }

    private void take(Object message) {
        try {
            if (reply == null
                    || !(message instanceof HttpObject part)
                    || part.decoderResult().isFailure()) {
                // Nobody asked for it, or it is no HTTP.
                breakOff();
                return;
            }
            if (message instanceof HttpResponse head) {
                head(head);
            }
            if (message instanceof HttpContent content) {
                content(content);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void head(HttpResponse head) {
        int status = head.status().code();
        interim = status < 200 && status != SWITCHING;
        if (!interim && reply != null) {
            kept = status != SWITCHING && HttpUtil.isKeepAlive(head);
            reply.head(head);
        }
    }

    private void content(HttpContent content) {
        boolean last = content instanceof LastHttpContent;
        if (interim) {
            interim = !last;
            return;
        }
        ByteBuf bytes = content.content();
        if (bytes.isReadable() && reply != null) {
            byte[] copy = new byte[bytes.readableBytes()];
            bytes.readBytes(copy);
            reply.bytes(ByteBuffer.wrap(copy));
        }
        if (last) {
            ended();
        }
    }

    private void ended() {
        Reply told = reply;
        if (told == null) {
            return;
        }
        reply = null;
        if (kept && open() && writing != null && writing.isSuccess() && arrived.isEmpty()) {
            pool.release(this);
        } else {
            shut(channel);
        }
        told.end();
    }

    private void breakOff() {
        Reply told = reply;
        reply = null;
        discard();
        shut(channel);
        if (told != null) {
            told.broken();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // however it ends, the channel is of no use any more
    static void shut(Channel channel) {
        channel.close();
    }

    private void discard() {
        for (Object part = arrived.poll(); part != null; part = arrived.poll()) {
            ReferenceCountUtil.release(part);
        }
    }

    boolean open() {
        return channel.isActive();
    }

    long unusedSince() {
        return unusedSince;
    }

    void unusedSince(long sweep) {
        unusedSince = sweep;
    }
}
