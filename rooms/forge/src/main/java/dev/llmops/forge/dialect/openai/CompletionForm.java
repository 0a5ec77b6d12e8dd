// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect.openai;

import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.forge.dialect.AnswerEvents;
import dev.llmops.forge.dialect.AnswerHead;
import dev.llmops.forge.dialect.AnswerStream;
import dev.llmops.forge.dialect.AnswerWriter;
import dev.llmops.forge.dialect.Collected;
import dev.llmops.forge.dialect.Conversation;
import dev.llmops.forge.dialect.DialectForm;
import dev.llmops.forge.dialect.RawFrames;
import dev.llmops.forge.dialect.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code completions} of clients, as a conversation of one message; no upstream is called in it through a translation. */
public final class CompletionForm implements DialectForm {
    @Override
    public Conversation readRequest(ByteBuffer body) throws IOException {
        return CompletionRequest.read(body).conversation();
    }

    @Override
    public byte[] writeRequest(Conversation conversation, Wire wire) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void readAnswer(ByteBuffer body, AnswerEvents to) {
        throw new UnsupportedOperationException();
    }

    @Override
    public AnswerStream readStream(AnswerEvents to, @Nullable RawFrames raw) {
        throw new UnsupportedOperationException();
    }

    @Override
    public AnswerWriter writeAnswer(AnswerHead head) {
        return new Whole(text(head));
    }

    @Override
    public AnswerWriter writeStream(AnswerHead head) {
        return new CompletionStreamWriter(text(head));
    }

    @Override
    public byte[] writeError(int status, String message, @Nullable String field, @Nullable String code) {
        return OpenAiErrors.body(status, message, field, code);
    }

    private static CompletionText text(AnswerHead head) {
        return new CompletionText(head.callId(), head.model(), head.createdSeconds(), head.includeUsage());
    }

    /** An answer in one piece. */
    private static final class Whole extends Collected {
        private final CompletionText form;

        private Whole(CompletionText form) {
            this.form = form;
        }

        @Override
        public byte[] end(TokenUsage used) {
            CompletionText.Choice choice =
                    new CompletionText.Choice(allText() + refused(), ChatAnswerWriter.finish(reason()));
            return form.whole(List.of(choice), used);
        }
    }
}
