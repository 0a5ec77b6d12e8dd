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
import io.vertx.core.AsyncResult;
import io.vertx.core.impl.ContextInternal;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
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
    private @Nullable SimulatedAnswer answer;
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
            context.executeBlocking(() -> SimulatedAnswer.to(request.body(), tokens), false)
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
        SimulatedAnswer known = answer;
        if (known == null || !opened) {
            return null;
        }
        return TokenUsage.counted(
                known.usage().input(), Math.min(emitted, known.usage().output()));
    }

    private void think() {
        SimulatedAnswer made;
        try {
            made = SimulatedAnswer.to(request.body(), tokens);
        } catch (Malformed fault) {
            fail(refused(fault));
            return;
        }
        begin(made);
    }

    private void thought(AsyncResult<SimulatedAnswer> thought) {
        if (thought.succeeded()) {
            begin(thought.result());
        } else if (thought.cause() instanceof Malformed fault) {
            fail(refused(fault));
        } else {
            fail(new Broken(
                    "the simulator failed: " + thought.cause().getClass().getSimpleName()));
        }
    }

    private void begin(SimulatedAnswer made) {
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
        SimulatedAnswer known = answer;
        if (over || known == null) {
            return;
        }
        boolean showUsage = request.clientWantsUsage() && known.request().includeUsage();
        SimulatedFrames frames =
                new SimulatedFrames(known, request.callId(), clock.instant().getEpochSecond(), showUsage);
        if (request.stream()) {
            stream(known, frames, showUsage);
        } else {
            whole(known, frames);
        }
    }

    private void whole(SimulatedAnswer known, SimulatedFrames frames) {
        ByteBuffer body = frames.completion();
        sink.head(200, "application/json", body.remaining());
        finish(known, body);
    }

    private void stream(SimulatedAnswer known, SimulatedFrames frames, boolean showUsage) {
        if (!opened) {
            opened = true;
            sink.head(200, "text/event-stream; charset=utf-8", -1);
            sink.bytes(frames.opening());
        }
        if (!tokensOf(known.pieces(), frames) || over) {
            return;
        }
        sink.bytes(frames.closing());
        if (showUsage && !over) {
            sink.bytes(frames.usageOnly());
        }
        finish(known, SimulatedFrames.done());
    }

    /** Hands out what is due; false when the rest comes later. */
    private boolean tokensOf(List<String> pieces, SimulatedFrames frames) {
        long delay = request.upstream().tokenDelayMillis();
        int turn = 0;
        while (emitted < pieces.size()) {
            if (over || paused) {
                held = paused;
                return false;
            }
            if (turn++ == FRAMES_PER_TURN) {
                context.runOnContext(ignored -> proceed());
                return false;
            }
            sink.bytes(frames.token(pieces.get(emitted++)));
            if (delay > 0 && emitted < pieces.size()) {
                after(delay, this::proceed);
                return false;
            }
        }
        return true;
    }

    private void finish(SimulatedAnswer known, ByteBuffer last) {
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

    private static Refused refused(Malformed fault) {
        return new Refused(400, "application/json", ByteBuffer.wrap(fault.body()), null);
    }
}
