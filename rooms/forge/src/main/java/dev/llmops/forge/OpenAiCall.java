// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import dev.llmops.contracts.forge.FrameSink;
import dev.llmops.contracts.forge.Inference;
import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.forge.UpstreamFailure;
import dev.llmops.contracts.forge.UpstreamFailure.Broken;
import dev.llmops.contracts.forge.UpstreamFailure.TimedOut;
import dev.llmops.contracts.forge.UpstreamFailure.Unreachable;
import dev.llmops.kernel.Problem;
import io.vertx.core.AsyncResult;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.impl.ContextInternal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One call: look up, connect, send, and hand the answer to an {@link Answer} that knows its form. Everything happens on
 * one event loop. {@code over} is set once, by the end, the error or the cancelling; whatever arrives later is dropped.
 */
final class OpenAiCall extends CallWatch.Watched implements Inference.Call, Target.Waiter {
    private static final CharSequence X_REQUEST_ID = HttpHeaders.createOptimized("x-request-id");
    private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MAX_ATTEMPTS = 3;

    private final Inference.Request request;
    private final FrameSink sink;
    private final ContextInternal context;
    private final LoopState loop;
    private final long timeoutMillis;
    private @Nullable Target target;
    private @Nullable HttpClientRequest http;
    private @Nullable HttpClientResponse response;
    private @Nullable Answer answer;
    private long lastByteNanos = System.nanoTime();
    private int attempts;
    private boolean starting = true;
    private boolean paused;
    private boolean over;

    OpenAiCall(Inference.Request request, FrameSink sink, ContextInternal context, LoopState loop) {
        this.request = request;
        this.sink = sink;
        this.context = context;
        this.loop = loop;
        this.timeoutMillis =
                Math.min(request.timeoutMillis(), request.upstream().timeoutMillis());
    }

    void begin() {
        loop.watch().enter(this);
        try {
            target = loop.target(request.upstream());
            connect(target);
        } catch (Problem badUrl) {
            fail(new Unreachable(badUrl.detail()));
        } catch (IllegalStateException | IllegalArgumentException sealed) {
            fail(new Unreachable("the upstream's credential cannot be opened; set it again"));
        }
        starting = false;
    }

    Inference.Request request() {
        return request;
    }

    FrameSink sink() {
        return sink;
    }

    boolean over() {
        return over;
    }

    Instant now() {
        return loop.clock().instant();
    }

    // ---- the caller's handles

    @Override
    public void cancel() {
        if (!over) {
            over = true;
            giveUp();
        }
    }

    @Override
    public void pause() {
        if (!over && !paused) {
            paused = true;
            if (response != null) {
                response.pause();
            }
        }
    }

    @Override
    public void resume() {
        if (paused) {
            paused = false;
            lastByteNanos = System.nanoTime();
            if (response != null) {
                response.resume();
            }
        }
    }

    @Override
    public @Nullable TokenUsage soFar() {
        return answer == null ? null : answer.soFar();
    }

    // ---- how it ends

    /** The answer is complete: the last of the sink's calls. */
    void complete(TokenUsage usage, ByteBuffer last) {
        if (over) {
            return;
        }
        sink.usage(usage);
        if (!over) {
            over = true;
            resume();
            lastByteNanos = System.nanoTime();
            sink.end(last);
        }
    }

    void fail(UpstreamFailure failure) {
        if (starting) {
            context.runOnContext(ignored -> fail(failure));
        } else if (!over) {
            over = true;
            giveUp();
            sink.error(failure, soFar());
        }
    }

    private void giveUp() {
        loop.watch().leave(this);
        if (http != null) {
            http.reset();
        }
    }

    @Override
    void look(long nowNanos) {
        long waited = nowNanos - lastByteNanos;
        if (over) {
            if (waited > DRAIN_NANOS) {
                giveUp();
            }
        } else if (paused && response != null) {
            lastByteNanos = nowNanos;
        } else if (waited > TimeUnit.MILLISECONDS.toNanos(timeoutMillis)) {
            context.emit(ignored -> fail(new TimedOut(Duration.ofMillis(timeoutMillis))));
        }
    }

    // ---- the way there

    @Override
    public void addressesKnown() {
        context.emit(ignored -> {
            if (!over && target != null) {
                connect(target);
            }
        });
    }

    @Override
    public void unreachable(Unreachable failure) {
        context.emit(ignored -> fail(failure));
    }

    private void connect(Target to) {
        RequestOptions options = to.request(System.nanoTime(), this);
        if (options == null) {
            return;
        }
        attempts++;
        try {
            loop.client().request(options).onComplete(this::connected);
        } catch (IllegalArgumentException badAddress) {
            fail(new Unreachable("the upstream's base URL cannot be called"));
        }
    }

    private void connected(AsyncResult<HttpClientRequest> connection) {
        if (connection.failed()) {
            notConnected(connection.cause());
            return;
        }
        http = connection.result();
        if (over) {
            http.reset();
            return;
        }
        http.putHeader(X_REQUEST_ID, request.callId());
        http.send(Bytes.toSend(request.body())).onComplete(this::answered);
    }

    private void notConnected(Throwable cause) {
        if (over || target == null) {
            return;
        }
        target.preferNext();
        if (attempts < Math.min(MAX_ATTEMPTS, target.addresses())) {
            connect(target);
        } else {
            fail(new Unreachable(Reasons.ofConnecting(cause)));
        }
    }

    // ---- the way back

    private void answered(AsyncResult<HttpClientResponse> head) {
        if (over) {
            return;
        }
        if (head.failed()) {
            fail(new Broken("the connection ended before an answer came"));
            return;
        }
        lastByteNanos = System.nanoTime();
        HttpClientResponse received = head.result();
        response = received;
        Answer form = Answer.to(this, received);
        answer = form;
        received.exceptionHandler(this::cut);
        received.handler(data -> {
            lastByteNanos = System.nanoTime();
            if (!over) {
                form.bytes(Bytes.view(data));
            }
        });
        received.endHandler(ignored -> ended(form));
        if (paused) {
            received.pause();
        }
    }

    private void ended(Answer form) {
        http = null;
        loop.watch().leave(this);
        if (!over) {
            form.end();
        }
    }

    private void cut(Throwable cause) {
        if (over) {
            loop.watch().leave(this);
        } else {
            fail(new Broken("the connection ended in the middle of the answer"));
        }
    }
}
