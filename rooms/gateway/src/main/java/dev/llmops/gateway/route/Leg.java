// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.route;

import dev.llmops.contracts.forge.FrameSink;
import dev.llmops.contracts.forge.Inference;
import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.forge.UpstreamFailure;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** One attempt at one target. The first of those under way to bring a frame is the answer; until then heads are kept. */
final class Leg implements FrameSink {
    private final RouteWalk walk;
    private final Target target;
    private final int retries;
    private final boolean stream;
    private final long startedNanos;

    private Inference.@Nullable Call call;
    private @Nullable FrameSink answer;
    private @Nullable TokenUsage usage;
    private int status = 200;
    private String contentType = "";
    private long contentLength = -1;
    private long firstNanos;

    /** @param retries attempts at the target before this one */
    Leg(RouteWalk walk, Target target, int retries, boolean stream, long startedNanos) {
        this.walk = walk;
        this.target = target;
        this.retries = retries;
        this.stream = stream;
        this.startedNanos = startedNanos;
    }

    Target target() {
        return target;
    }

    int retries() {
        return retries;
    }

    void started(Inference.Call started) {
        call = started;
    }

    Inference.@Nullable Call call() {
        return call;
    }

    @Nullable
    TokenUsage soFar() {
        return usage != null || call == null ? usage : call.soFar();
    }

    /** Gives the call up in favour of another, which says only that this one was slower. */
    void cancel(long nowNanos, long nowMillis) {
        if (call != null) {
            call.cancel();
        }
        if (firstNanos == 0) {
            target.state().firstByte(nowNanos - startedNanos, nowMillis);
        }
        withdraw();
    }

    /** The client has gone: nothing is said about the target. */
    void abandon() {
        if (call != null) {
            call.cancel();
        }
        withdraw();
    }

    private void withdraw() {
        target.state().circuit().withdrawn();
        target.state().leave();
    }

    @Override
    public void head(int answerStatus, String type, long length) {
        status = answerStatus;
        contentType = type;
        contentLength = length;
    }

    @Override
    public void bytes(ByteBuffer data) {
        answer().bytes(data);
    }

    @Override
    public void usage(TokenUsage told) {
        usage = told;
        if (answer != null) {
            answer.usage(told);
        }
    }

    @Override
    public void end(ByteBuffer last) {
        FrameSink sink = answer();
        long now = walk.nowNanos();
        long writing = now - (stream && firstNanos < now ? firstNanos : startedNanos);
        target.state().answered(stream, writing, usage == null ? 0 : usage.output(), walk.nowMillis());
        target.state().leave();
        walk.ended(this);
        sink.end(last);
    }

    @Override
    public void error(UpstreamFailure failure, @Nullable TokenUsage soFar) {
        target.state().failed(failure, walk.nowMillis());
        target.state().leave();
        walk.failed(this, failure, soFar);
    }

    private FrameSink answer() {
        FrameSink sink = answer;
        if (sink == null) {
            firstNanos = walk.nowNanos();
            if (stream) {
                target.state().firstByte(firstNanos - startedNanos, walk.nowMillis());
            }
            sink = walk.first(this);
            answer = sink;
            sink.head(status, contentType, contentLength);
            if (usage != null) {
                sink.usage(usage);
            }
        }
        return sink;
    }
}
