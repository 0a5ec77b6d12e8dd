// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import dev.llmops.contracts.forge.FrameSink;
import dev.llmops.contracts.forge.Inference;
import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.forge.UpstreamFailure;
import dev.llmops.contracts.forge.UpstreamFailure.Broken;
import dev.llmops.contracts.forge.UpstreamFailure.Refused;
import dev.llmops.contracts.forge.UpstreamFailure.TimedOut;
import dev.llmops.forge.ChatRequest.Malformed;
import dev.llmops.forge.dialect.Dialects;
import io.vertx.core.AsyncResult;
import io.vertx.core.impl.ContextInternal;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One simulated call: thinks (off the loop when that may take long), waits, and hands its frames out with pauses. */
final class SimulatedCall implements Inference.Call {
    /** Requests up to this size are answered on the event loop itself. */
    private static final int SMALL_BYTES = 8 << 10;

    private static final int FRAMES_PER_TURN = 32;

    private final Inference.Request request;
    private final FrameSink sink;
    private final ContextInternal context;
    private final Tokenizer tokens;
    private final Clock clock;
    private final long timeoutMillis;
    private @Nullable Simulated answer;
    private int emitted;
    private boolean opened;
    private boolean paused;
    private boolean held;
    private boolean over;

    SimulatedCall(Inference.Request request, FrameSink sink, ContextInternal context, Tokenizer tokens, Clock clock) {
        this.request = request;
        this.sink = sink;
        this.context = context;
        this.tokens = tokens;
        this.clock = clock;
        this.timeoutMillis =
                Math.min(request.timeoutMillis(), request.upstream().timeoutMillis());
    }

    void begin() {
        if (tokens.loaded() && request.body().remaining() <= SMALL_BYTES) {
            context.runOnContext(ignored -> think());
        } else {
            context.executeBlocking(() -> Simulated.to(request, tokens), false)
                    .onComplete(thought -> context.runOnContext(ignored -> thought(thought)));
        }
    }

    @Override
    public void cancel() {
        over = true;
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        paused = false;
        if (held) {
            held = false;
            context.runOnContext(ignored -> proceed());
        }
    }

    @Override
    public @Nullable TokenUsage soFar() {
        Simulated known = answer;
        if (known == null || !opened) {
            return null;
        }
        return TokenUsage.counted(
                known.usage().input(), Math.min(emitted, known.usage().output()));
    }

    private void think() {
        Simulated made;
        try {
            made = Simulated.to(request, tokens);
        } catch (Malformed fault) {
            fail(refused(fault));
            return;
        } catch (RuntimeException e) {
            fail(failed(e));
            return;
        }
        begin(made);
    }

    private void thought(AsyncResult<Simulated> thought) {
        if (thought.succeeded()) {
            begin(thought.result());
        } else if (thought.cause() instanceof Malformed fault) {
            fail(refused(fault));
        } else {
            fail(failed(thought.cause()));
        }
    }

    private void begin(Simulated made) {
        answer = made;
        long latency = request.upstream().latencyMillis();
        if (latency >= timeoutMillis) {
            after(timeoutMillis, () -> fail(new TimedOut(Duration.ofMillis(timeoutMillis))));
        } else {
            after(latency, this::proceed);
        }
    }

    private void after(long millis, Runnable next) {
        if (millis <= 0) {
            next.run();
        } else {
            context.owner().setTimer(millis, ignored -> next.run());
        }
    }

    private void proceed() {
        Simulated known = answer;
        if (over || known == null) {
            return;
        }
        boolean showUsage = request.clientWantsUsage() && known.includeUsage();
        Simulated.Shape frames = known.shape(request.callId(), clock.instant().getEpochSecond(), showUsage);
        if (request.stream()) {
            stream(known, frames, showUsage);
        } else {
            whole(known, frames);
        }
    }

    private void whole(Simulated known, Simulated.Shape frames) {
        ByteBuffer body = frames.whole();
        sink.head(200, "application/json", body.remaining());
        finish(known, body);
    }

    private void stream(Simulated known, Simulated.Shape frames, boolean showUsage) {
        if (!opened) {
            opened = true;
            sink.head(200, "text/event-stream; charset=utf-8", -1);
            pass(frames.opening());
        }
        if (!tokensOf(frames) || over) {
            return;
        }
        pass(frames.closing());
        if (showUsage && !over) {
            sink.bytes(frames.usageOnly());
        }
        finish(known, frames.last());
    }

    /** Hands out what is due; false when the rest comes later. */
    private boolean tokensOf(Simulated.Shape frames) {
        long delay = request.upstream().tokenDelayMillis();
        int turn = 0;
        int all = frames.tokens();
        while (emitted < all) {
            if (over || paused) {
                held = paused;
                return false;
            }
            if (turn++ == FRAMES_PER_TURN) {
                context.runOnContext(ignored -> proceed());
                return false;
            }
            sink.bytes(frames.token(emitted++));
            if (delay > 0 && emitted < all) {
                after(delay, this::proceed);
                return false;
            }
        }
        return true;
    }

    private void pass(ByteBuffer frames) {
        if (frames.hasRemaining()) {
            sink.bytes(frames);
        }
    }

    private void finish(Simulated known, ByteBuffer last) {
        if (!over) {
            sink.usage(known.usage());
        }
        if (!over) {
            over = true;
            sink.end(last);
        }
    }

    private void fail(UpstreamFailure failure) {
        if (!over) {
            over = true;
            sink.error(failure, null);
        }
    }

    private static Broken failed(Throwable cause) {
        return new Broken("the simulator failed: " + cause.getClass().getSimpleName());
    }

    private Refused refused(Malformed fault) {
        byte[] body = Dialects.of(request.dialect())
                .writeError(400, String.valueOf(fault.getMessage()), fault.param(), fault.code());
        return new Refused(400, "application/json", ByteBuffer.wrap(body), null);
    }
}
