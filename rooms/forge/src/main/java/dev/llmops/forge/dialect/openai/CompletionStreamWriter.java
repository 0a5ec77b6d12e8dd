// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect.openai;

import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.forge.dialect.AnswerWriter;
import dev.llmops.forge.dialect.StopReason;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/** Writes the chunks of a {@code text_completion}, then {@code [DONE]}. Only text has a place in them. */
final class CompletionStreamWriter implements AnswerWriter {
    private final CompletionText form;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);

    CompletionStreamWriter(CompletionText form) {
        this.form = form;
    }

    @Override
    public void text(String piece) {
        if (!piece.isEmpty()) {
            out.writeBytes(form.chunk(0, piece, null));
        }
    }

    @Override
    public void refusal(String piece) {
        text(piece);
    }

    @Override
    public void stop(StopReason reason, @Nullable String stopText) {
        out.writeBytes(form.chunk(0, "", ChatAnswerWriter.finish(reason)));
    }

    @Override
    public byte[] take() {
        byte[] written = out.toByteArray();
        out.reset();
        return written;
    }

    @Override
    public byte[] end(TokenUsage used) {
        if (form.includeUsage()) {
            out.writeBytes(form.usage(used));
        }
        return CompletionText.done();
    }

    @Override
    public void usage(TokenUsage used) {
        // Told at the end.
    }

    @Override
    public void reasoning(String piece) {
        // No member for it.
    }

    @Override
    public void signature(String signature) {
        // No member for it.
    }

    @Override
    public void hiddenReasoning(String data) {
        // No member for it.
    }

    @Override
    public void toolCall(String id, String name, @Nullable String signature) {
        // A request has no tools.
    }

    @Override
    public void arguments(String piece) {
        // A request has no tools.
    }

    @Override
    public void toolEnd() {
        // A request has no tools.
    }
}
