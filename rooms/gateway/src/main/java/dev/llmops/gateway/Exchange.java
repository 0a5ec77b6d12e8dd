// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import dev.llmops.gateway.dialect.RefusedCall;
import dev.llmops.kernel.ErrorCode;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of one call: takes the request's body within bounds, writes the answer no faster than it is read,
 * and tells when the client has gone. Every method is called on the call's event loop.
 */
final class Exchange implements ClientSide {
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final int MAX_DISCARDED_BYTES = 64 * 1024 * 1024;
    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Bounds bounds;
    private final CallName call;
    private final Runnable gone;

    private Buffer body = Buffer.buffer(0);
    private long discarded;
    private boolean bodyComplete;
    private boolean mustContinue;
    private long bodyTimer = NO_TIMER;
    private long stallTimer = NO_TIMER;
    private boolean over;
    private boolean left;

    /**
     * @param gone called once when the client goes away before its answer was written completely
     */
    Exchange(Vertx vertx, HttpServerRequest request, Bounds bounds, CallName call, Runnable gone) {
        this.vertx = vertx;
        this.request = request;
        this.response = request.response();
        this.bounds = bounds;
        this.call = call;
        this.gone = gone;
        call.tellId(response.headers());
        response.exceptionHandler(ignored -> clientGone());
        response.closeHandler(ignored -> clientGone());
        String expect = request.getHeader(HttpHeaders.EXPECT);
        mustContinue = expect != null && expect.equalsIgnoreCase("100-continue");
    }

    @Override
    public MultiMap requestHeaders() {
        return request.headers();
    }

    @Override
    public MultiMap headers() {
        return response.headers();
    }

    void hold() {
        request.pause();
    }

    /** Takes the whole body; refuses it when it is too large or too slow. */
    void readBody(Consumer<byte[]> whole, Consumer<RefusedCall> refused) {
        if (announcedBytes() > bounds.maxBodyBytes()) {
            refused.accept(tooLarge());
            return;
        }
        if (mustContinue) {
            mustContinue = false;
            response.writeContinue();
        }
        request.exceptionHandler(ignored -> clientGone());
        request.handler(chunk -> {
            if (body.length() + chunk.length() > bounds.maxBodyBytes()) {
                request.handler(null);
                refused.accept(tooLarge());
            } else {
                body = body.length() == 0 ? chunk : body.appendBuffer(chunk);
            }
        });
        request.endHandler(ignored -> {
            bodyComplete = true;
            bodyTimer = cancel(bodyTimer);
            if (!over) {
                byte[] bytes = body.getBytes();
                body = Buffer.buffer(0);
                whole.accept(bytes);
            }
        });
        request.resume();
        if (!bodyComplete && !over) {
            turn().atEnd(() -> watchBody(refused));
        }
    }

    /** Most often the body came along with the head, and there is nothing left to wait for. */
    private void watchBody(Consumer<RefusedCall> refused) {
        if (!bodyComplete && !over) {
            bodyTimer = vertx.setTimer(bounds.bodyMillis(), ignored -> {
                bodyTimer = NO_TIMER;
                refused.accept(RefusedCall.of(
                        ErrorCode.MALFORMED_REQUEST, "The body did not arrive within 30 s; send it again."));
            });
        }
    }

    private long announcedBytes() {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    private RefusedCall tooLarge() {
        String limit = bounds.maxBodyBytes() / (1024 * 1024) + " MiB.";
        return RefusedCall.of(ErrorCode.PAYLOAD_TOO_LARGE, "The body is larger than " + limit);
    }

    /** Answers with an error. What is left of the request's body is read and thrown away, within bounds. */
    @Override
    public void refuse(int status, RefusedCall refused) {
        response.setStatusCode(status);
        response.headers().set(HttpHeaders.CONTENT_TYPE, JSON);
        RetryHeaders.put(response.headers(), refused);
        if (mustContinue && request.version() != HttpVersion.HTTP_2) {
            // The client waits to be told to go on and is told no: whether it sends the body now is anyone's guess.
            response.headers().set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        finish(Buffer.buffer(call.error(refused)));
    }

    @Override
    public void pass(int status, @Nullable String contentType, ByteBuffer bytes, @Nullable Duration retryAfter) {
        if (retryAfter != null) {
            RetryHeaders.put(response.headers(), retryAfter.toMillis());
        }
        answer(status, contentType == null ? "application/json" : contentType, List.of(bytes));
    }

    @Override
    public void begin(int status, @Nullable String contentType) {
        response.setStatusCode(status);
        if (contentType != null) {
            response.headers().set(HttpHeaders.CONTENT_TYPE, contentType);
        }
        if (request.version() != HttpVersion.HTTP_2) {
            response.setChunked(true);
        }
    }

    @Override
    public boolean write(ByteBuffer bytes, Runnable drained) {
        response.write(Buffers.of(bytes));
        if (!response.writeQueueFull()) {
            return true;
        }
        if (stallTimer == NO_TIMER) {
            watchForStall();
            response.drainHandler(ignored -> {
                stallTimer = cancel(stallTimer);
                if (!over) {
                    drained.run();
                }
            });
        }
        return false;
    }

    @Override
    public void end(ByteBuffer last) {
        finish(last.hasRemaining() ? Buffers.of(last) : null);
    }

    @Override
    public void answer(int status, @Nullable String contentType, List<ByteBuffer> parts) {
        response.setStatusCode(status);
        if (contentType != null) {
            response.headers().set(HttpHeaders.CONTENT_TYPE, contentType);
        }
        finish(Buffers.of(parts));
    }

    private void finish(@Nullable Buffer last) {
        if (left) {
            return;
        }
        over = true;
        bodyTimer = cancel(bodyTimer);
        stallTimer = cancel(stallTimer);
        Future<Void> written = last == null ? response.end() : response.end(last);
        if (!bodyComplete) {
            discardRest();
        }
        if (!channel().isWritable()) {
            watchForStall();
            written.onComplete(ignored -> stallTimer = cancel(stallTimer));
        }
    }

    /** A client that writes before it reads must be able to, or it never sees the refusal. */
    private void discardRest() {
        request.exceptionHandler(ignored -> bodyTimer = cancel(bodyTimer));
        request.handler(chunk -> {
            discarded += chunk.length();
            if (discarded > MAX_DISCARDED_BYTES) {
                drop();
            }
        });
        request.endHandler(ignored -> {
            bodyComplete = true;
            bodyTimer = cancel(bodyTimer);
        });
        request.resume();
        if (!bodyComplete) {
            bodyTimer = vertx.setTimer(bounds.bodyMillis(), ignored -> drop());
        }
    }

    @Override
    public void cut() {
        if (left) {
            return;
        }
        over = true;
        bodyTimer = cancel(bodyTimer);
        stallTimer = cancel(stallTimer);
        if (request.version() == HttpVersion.HTTP_2) {
            response.reset();
        } else {
            watchForStall();
            request.connection().close().onComplete(ignored -> stallTimer = cancel(stallTimer));
        }
    }

    private void watchForStall() {
        stallTimer = vertx.setTimer(bounds.stallMillis(), ignored -> {
            stallTimer = NO_TIMER;
            drop();
        });
    }

    /** Ends it now. The connection's own ways to close wait until the client has read what was written before. */
    private void drop() {
        if (request.version() == HttpVersion.HTTP_2) {
            response.reset();
        } else {
            Channel channel = channel();
            channel.unsafe().close(channel.voidPromise());
        }
    }

    @Override
    public Turn turn() {
        return Turn.of(loop());
    }

    EventLoop loop() {
        return channel().eventLoop();
    }

    private Channel channel() {
        return ((ConnectionBase) request.connection()).channel();
    }

    private void clientGone() {
        left = true;
        bodyTimer = cancel(bodyTimer);
        stallTimer = cancel(stallTimer);
        if (!over) {
            over = true;
            gone.run();
        }
    }

    private long cancel(long timer) {
        if (timer != NO_TIMER) {
            vertx.cancelTimer(timer);
        }
        return NO_TIMER;
    }
}
