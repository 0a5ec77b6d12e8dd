// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect.responses;

import dev.llmops.forge.dialect.AnswerEvents;
import dev.llmops.forge.dialect.AnswerHead;
import dev.llmops.forge.dialect.AnswerStream;
import dev.llmops.forge.dialect.AnswerWriter;
import dev.llmops.forge.dialect.Conversation;
import dev.llmops.forge.dialect.DialectForm;
import dev.llmops.forge.dialect.RawFrames;
import dev.llmops.forge.dialect.Wire;
import dev.llmops.forge.dialect.openai.OpenAiErrors;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** {@code responses}; no upstream is called in it. */
public final class ResponsesForm implements DialectForm {
    @Override
    public Conversation readRequest(ByteBuffer body) throws IOException {
        return ResponsesRequestReader.read(body);
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
        return new ResponsesAnswerWriter(head);
    }

    @Override
    public AnswerWriter writeStream(AnswerHead head) {
        return new ResponsesStreamWriter(head);
    }

    @Override
    public byte[] writeError(int status, String message, @Nullable String field, @Nullable String code) {
        return OpenAiErrors.body(status, message, field, code);
    }
}
