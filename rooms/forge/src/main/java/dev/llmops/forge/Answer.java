// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import dev.llmops.contracts.forge.Dialect;
import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.forge.UpstreamFailure.Broken;
import dev.llmops.forge.dialect.Dialects;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** An answer's form: a stream of frames, one whole body, or a refusal. */
sealed interface Answer
        permits StreamAnswer, WholeAnswer, ReadStream, ReadWhole, CheckedAnswer, RefusalAnswer, NoAnswer {
    /** The next bytes of the body. */
    void bytes(ByteBuffer data);

    /** The body is complete. */
    void end();

    /** What was used up to now; null when nothing was. */
    default @Nullable TokenUsage soFar() {
        return null;
    }

    /** The form that the head announces. */
    static Answer to(HttpCall call, HttpResponse head) {
        int status = head.status().code();
        if (status >= 400) {
            return new RefusalAnswer(call, head);
        }
        if (status < 200 || status >= 300) {
            return new NoAnswer(call, "it answered with status " + status + "; redirections are not followed");
        }
        return call.request().stream() ? stream(call, head) : whole(call, head);
    }

    private static Answer whole(HttpCall call, HttpResponse head) {
        Dialect asked = call.request().dialect();
        if (asked == Dialect.OPENAI_EMBEDDINGS || asked == Dialect.ANTHROPIC_TOKEN_COUNT) {
            return asked == Dialect.OPENAI_EMBEDDINGS
                    ? CheckedAnswer.embeddings(call, head)
                    : CheckedAnswer.tokenCount(call, head);
        }
        Dialect spoken = call.request().upstream().kind().dialect();
        Translation translation = call.translation();
        if (translation != null) {
            return new ReadWhole(call, head, translation.upstream(), translation.writer());
        }
        return spoken == Dialect.OPENAI_CHAT
                ? new WholeAnswer(call, head)
                : new ReadWhole(call, head, Dialects.of(spoken), null);
    }

    private static Answer stream(HttpCall call, HttpResponse head) {
        Dialect spoken = call.request().upstream().kind().dialect();
        String expected =
                spoken == Dialect.BEDROCK_CONVERSE ? "application/vnd.amazon.eventstream" : "text/event-stream";
        String contentType = head.headers().get(HttpHeaderNames.CONTENT_TYPE);
        if (contentType == null || !contentType.regionMatches(true, 0, expected, 0, expected.length())) {
            return new NoAnswer(call, "a stream was asked for, but it answered with another content type");
        }
        Translation translation = call.translation();
        if (translation != null) {
            return new ReadStream(call, translation.contentType(), translation.upstream(), translation.writer());
        }
        return spoken == Dialect.OPENAI_CHAT
                ? new StreamAnswer(call, head.status().code(), contentType)
                : new ReadStream(call, contentType, Dialects.of(spoken), null);
    }
}

/** A status or content type that no answer has. */
final class NoAnswer implements Answer {
    private final HttpCall call;
    private final String reason;

    NoAnswer(HttpCall call, String reason) {
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
