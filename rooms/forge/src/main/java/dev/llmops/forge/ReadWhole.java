// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.forge.UpstreamFailure.Broken;
import dev.llmops.forge.dialect.AnswerWriter;
import dev.llmops.forge.dialect.DialectForm;
import dev.llmops.forge.dialect.Tally;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An answer in one piece, read by its dialect; then it goes out as it is or translated. */
final class ReadWhole implements Answer {
    private final HttpCall call;
    private final HttpResponse head;
    private final DialectForm form;
    private final @Nullable AnswerWriter writer;
    private final List<ByteBuffer> parts = new ArrayList<>(2);
    private int total;

    /**
     * @param writer null when it goes out as it is
     */
    ReadWhole(HttpCall call, HttpResponse head, DialectForm form, @Nullable AnswerWriter writer) {
        this.call = call;
        this.head = head;
        this.form = form;
        this.writer = writer;
    }

    @Override
    public void bytes(ByteBuffer data) {
        if (total + data.remaining() > WholeAnswer.MAX_BYTES) {
            call.fail(new Broken("the answer is larger than " + WholeAnswer.MAX_BYTES + " bytes"));
            return;
        }
        total += data.remaining();
        parts.add(data);
    }

    @Override
    public void end() {
        ByteBuffer body = parts.isEmpty() ? Bytes.NONE : Bytes.join(parts, total);
        Tally tally = new Tally(writer);
        try {
            form.readAnswer(body, tally);
        } catch (IOException e) {
            call.fail(new Broken("the answer is not what it should be: " + e.getMessage()));
            return;
        }
        TokenUsage usage = Usages.complete(tally, call.request().body());
        if (writer == null) {
            String contentType = head.headers().get(HttpHeaderNames.CONTENT_TYPE);
            call.sink().head(head.status().code(), contentType == null ? "application/json" : contentType, total);
            call.complete(usage, body);
        } else {
            byte[] translated = writer.end(usage);
            call.sink().head(200, "application/json", translated.length);
            call.complete(usage, ByteBuffer.wrap(translated));
        }
    }
}
