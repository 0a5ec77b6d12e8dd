// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.forge.UpstreamFailure.Broken;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** An answer's form: a stream of frames, one whole body, or a refusal. */
sealed interface Answer permits StreamAnswer, WholeAnswer, RefusalAnswer, NoAnswer {
    /** The next bytes of the body. */
    void bytes(ByteBuffer data);

    /** The body is complete. */
    void end();

    /** What was used up to now; null when nothing was. */
    default @Nullable TokenUsage soFar() {
        return null;
    }

    /** The form that the head announces. */
    static Answer to(OpenAiCall call, HttpResponse head) {
        int status = head.status().code();
        if (status >= 400) {
            return new RefusalAnswer(call, head);
        }
        if (status < 200 || status >= 300) {
            return new NoAnswer(call, "it answered with status " + status + "; redirections are not followed");
        }
        if (!call.request().stream()) {
            return new WholeAnswer(call, head);
        }
        String contentType = head.headers().get(HttpHeaderNames.CONTENT_TYPE);
        if (contentType == null || !contentType.regionMatches(true, 0, "text/event-stream", 0, 17)) {
            return new NoAnswer(call, "a stream was asked for, but it answered with another content type");
        }
        return new StreamAnswer(call, status, contentType);
    }
}

/** A status or content type that no answer has. */
final class NoAnswer implements Answer {
    private final OpenAiCall call;
    private final String reason;

    NoAnswer(OpenAiCall call, String reason) {
        this.call = call;
        this.reason = reason;
    }

    @Override
    public void bytes(ByteBuffer data) {
        call.fail(new Broken(reason));
    }

    @Override
    public void end() {
        call.fail(new Broken(reason));
    }
}
