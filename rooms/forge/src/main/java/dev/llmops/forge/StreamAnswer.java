// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.forge.UpstreamFailure.Broken;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A stream of frames. The sink hears the head with the first frame, so that a stream cut before it can be retried. */
final class StreamAnswer implements Answer, EventFrames.Output {
    private final HttpCall call;
    private final int status;
    private final String contentType;
    private final EventFrames frames;
    private boolean headSent;

    StreamAnswer(HttpCall call, int status, String contentType) {
        this.call = call;
        this.status = status;
        this.contentType = contentType;
        this.frames = new EventFrames(call.request().clientWantsUsage(), this);
    }

    @Override
    public void bytes(ByteBuffer data) {
        frames.feed(data);
    }

    @Override
    public void end() {
        if (!frames.finish()) {
            call.fail(new Broken("the stream ended in the middle"));
        } else if (!call.over()) {
            close(Bytes.NONE);
        }
    }

    @Override
    public @Nullable TokenUsage soFar() {
        return frames.used() ? usage() : null;
    }

    @Override
    public void pass(ByteBuffer bytes) {
        if (!call.over()) {
            head();
            call.sink().bytes(bytes);
        }
    }

    @Override
    public void done(ByteBuffer last) {
        if (!call.over()) {
            close(last);
        }
    }

    @Override
    public void fault(String reason) {
        call.fail(new Broken(reason));
    }

    private void close(ByteBuffer last) {
        head();
        call.complete(usage(), last);
    }

    private void head() {
        if (!headSent) {
            headSent = true;
            call.sink().head(status, contentType, -1);
        }
    }

    private TokenUsage usage() {
        TokenUsage reported = frames.usage();
        if (reported != null) {
            return reported;
        }
        long input = UsageReader.estimateInput(call.request().body());
        return TokenUsage.estimate(input, frames.estimatedOutput());
    }
}
