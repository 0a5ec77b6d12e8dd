// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.llmops.contracts.forge.FrameSink;
import dev.llmops.contracts.forge.Inference;
import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.forge.UpstreamFailure;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An upstream that does what the test says, one script per attempt; the last one is repeated. */
final class ScriptedInference implements Inference {
    static final TokenUsage USAGE = TokenUsage.counted(11, 7).withCachedInput(2).withReasoning(1);
    static final TokenUsage SO_FAR = TokenUsage.estimate(11, 3);

    final Queue<List<Step>> scripts = new ConcurrentLinkedQueue<>();
    final List<Request> requests = new CopyOnWriteArrayList<>();
    final AtomicInteger cancelled = new AtomicInteger();
    final AtomicInteger pauses = new AtomicInteger();
    /** Steps of the last attempt that were played. */
    final AtomicInteger played = new AtomicInteger();

    volatile boolean keep = true;
    private final Vertx vertx;

    ScriptedInference(Vertx vertx) {
        this.vertx = vertx;
    }

    /** What the first attempt meets, and every further one unless {@link #then} says otherwise. */
    ScriptedInference answers(List<Step> script) {
        scripts.clear();
        return then(script);
    }

    ScriptedInference then(List<Step> script) {
        scripts.add(script);
        return this;
    }

    static List<Step> whole(String json) {
        return List.of(
                sink -> sink.head(200, "application/json", json.length()),
                sink -> sink.usage(USAGE),
                sink -> sink.end(bytes(json)));
    }

    static List<Step> failing(UpstreamFailure failure) {
        return List.of(sink -> sink.error(failure, null));
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    @Override
    public Call start(Request request, FrameSink sink) {
        List<Step> script;
        if (keep) {
            requests.add(request);
        }
        script = scripts.size() > 1 ? scripts.remove() : scripts.peek();
        if (script == null) {
            throw new IllegalStateException("no script");
        }
        played.set(0);
        Playing playing = new Playing(vertx.getOrCreateContext(), sink, new ArrayDeque<>(script));
        playing.next();
        return playing;
    }

    /** One thing the upstream does. After the last of a script it does nothing any more. */
    interface Step {
        void play(FrameSink sink);
    }

    private final class Playing implements Call {
        private final Context context;
        private final FrameSink sink;
        private final Deque<Step> steps;
        private boolean over;
        private boolean paused;

        private Playing(Context context, FrameSink sink, Deque<Step> steps) {
            this.context = context;
            this.sink = sink;
            this.steps = steps;
        }

        private void next() {
            context.runOnContext(ignored -> {
                Step step = over || paused ? null : steps.poll();
                if (step != null) {
                    step.play(sink);
                    played.incrementAndGet();
                    next();
                }
            });
        }

        @Override
        public void cancel() {
            over = true;
            cancelled.incrementAndGet();
        }

        @Override
        public void pause() {
            paused = true;
            pauses.incrementAndGet();
        }

        @Override
        public void resume() {
            if (paused) {
                paused = false;
                next();
            }
        }

        @Override
        public @Nullable TokenUsage soFar() {
            return over ? null : SO_FAR; // cancelled, it tells nothing any more
        }
    }
}
