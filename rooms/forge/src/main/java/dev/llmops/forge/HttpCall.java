// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import dev.llmops.contracts.forge.FrameSink;
import dev.llmops.contracts.forge.Inference;
import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.forge.UpstreamFailure;
import dev.llmops.contracts.forge.UpstreamFailure.Broken;
import dev.llmops.contracts.forge.UpstreamFailure.TimedOut;
import dev.llmops.contracts.forge.UpstreamFailure.Unreachable;
import dev.llmops.contracts.forge.UpstreamKind;
import dev.llmops.forge.dialect.openai.MistralRequest;
import dev.llmops.forge.wire.Connection;
import dev.llmops.forge.wire.Place;
import dev.llmops.forge.wire.Reply;
import dev.llmops.forge.wire.Taker;
import dev.llmops.kernel.Problem;
import io.netty.handler.codec.http.HttpResponse;
import io.vertx.core.impl.ContextInternal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One call: look up, connect, send, and hand the answer to an {@link Answer} that knows its form. Everything happens on
 * one event loop. {@code over} is set once, by the end, the error or the cancelling; whatever arrives later is dropped.
 */
final class HttpCall extends CallWatch.Watched implements Inference.Call, Target.Waiter, Taker, Reply {
    private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MAX_ATTEMPTS = 3;

    private final Inference.Request request;
    private final FrameSink sink;
    private final ContextInternal context;
    private final LoopState loop;
    private final long timeoutMillis;
    private ByteBuffer body;
    private @Nullable Translation translation;
    private @Nullable Target target;
    private @Nullable Connection connection;
    private @Nullable Answer answer;
    private long lastByteNanos = System.nanoTime();
    private int attempts;
    private boolean starting = true;
    private boolean paused;
    private boolean over;

    HttpCall(Inference.Request request, FrameSink sink, ContextInternal context, LoopState loop) {
        this.request = request;
        this.sink = sink;
        this.context = context;
        this.loop = loop;
        this.body = request.body();
        this.timeoutMillis =
                Math.min(request.timeoutMillis(), request.upstream().timeoutMillis());
    }

    void begin() {
        loop.watch().enter(this);
        try {
            if (Way.of(request) == Way.TRANSLATED) {
                translation = Translation.of(request, now().getEpochSecond());
                body = translation.body();
            } else if (request.upstream().kind() == UpstreamKind.MISTRAL) {
                body = ByteBuffer.wrap(MistralRequest.of(body));
            }
            target = loop.target(request.upstream());
            connect(target);
        } catch (IOException untranslatable) {
            fail(Translation.refusal(request, untranslatable));
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

    /** Null when client and upstream speak the same dialect. */
    @Nullable
    Translation translation() {
        return translation;
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
            if (connection != null && answer != null) {
                connection.pause();
            }
        }
    }

    @Override
    public void resume() {
        if (paused) {
            paused = false;
            lastByteNanos = System.nanoTime();
            if (connection != null) {
                connection.resume();
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
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }

    @Override
    void look(long nowNanos) {
        long waited = nowNanos - lastByteNanos;
        if (over) {
            if (waited > DRAIN_NANOS) {
                giveUp();
            }
        } else if (paused && answer != null) {
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
        Place place = to.place(System.nanoTime(), this);
        if (place != null) {
            attempts++;
            loop.pools().take(place, this);
        }
    }

    @Override
    public boolean waiting() {
        return !over;
    }

    @Override
    public void taken(Connection taken) {
        if (over || target == null) {
            taken.giveBack();
            return;
        }
        connection = taken;
        taken.send(target.head(request, body), request.callId(), body, this);
    }

    @Override
    public void notTaken(Throwable cause) {
        if (over || target == null) {
            return;
        }
        target.preferNext();
        if (attempts < Math.min(MAX_ATTEMPTS, target.addresses())) {
            connect(target);
        } else {
            inContext(() -> fail(new Unreachable(Reasons.ofConnecting(cause))));
        }
    }

    // ---- the way back

    @Override
    public void head(HttpResponse head) {
        lastByteNanos = System.nanoTime();
        if (!over) {
            answer = Answer.to(this, head);
            if (paused && connection != null) {
                connection.pause();
            }
        }
    }

    @Override
    public void bytes(ByteBuffer data) {
        lastByteNanos = System.nanoTime();
        Answer form = answer;
        if (!over && form != null) {
            inContext(() -> form.bytes(data));
        }
    }

    @Override
    public void end() {
        connection = null;
        loop.watch().leave(this);
        Answer form = answer;
        if (!over && form != null) {
            inContext(form::end);
        }
    }

    @Override
    public void broken() {
        connection = null;
        if (over) {
            loop.watch().leave(this);
            return;
        }
        String when = answer == null ? "before an answer came" : "in the middle of the answer";
        inContext(() -> fail(new Broken("the connection ended " + when)));
    }

    /** What the wire tells comes in no context; the gateway's timers want the call's own. */
    private void inContext(Runnable told) {
        ContextInternal before = context.beginDispatch();
        try {
            told.run();
        } finally {
            context.endDispatch(before);
        }
    }
}
