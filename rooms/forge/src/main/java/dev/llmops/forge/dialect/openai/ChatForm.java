// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect.openai;

import dev.llmops.forge.dialect.AnswerEvents;
import dev.llmops.forge.dialect.AnswerHead;
import dev.llmops.forge.dialect.AnswerStream;
import dev.llmops.forge.dialect.AnswerWriter;
import dev.llmops.forge.dialect.Conversation;
import dev.llmops.forge.dialect.DialectForm;
import dev.llmops.forge.dialect.RawFrames;
import dev.llmops.forge.dialect.UntranslatableException;
import dev.llmops.forge.dialect.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** {@code chat/completions}. */
public final class ChatForm implements DialectForm {
    @Override
    public Conversation readRequest(ByteBuffer body) throws IOException {
        return ChatRequestReader.read(body);
    }

    @Override
    public byte[] writeRequest(Conversation conversation, Wire wire) throws UntranslatableException {
        return new ChatRequestWriter(conversation, wire).write();
    }

    @Override
    public void readAnswer(ByteBuffer body, AnswerEvents to) throws IOException {
        new ChatAnswerReader(to).read(body);
    }

    @Override
    public AnswerStream readStream(AnswerEvents to, @Nullable RawFrames raw) {
        return new ChatStreamReader(to, raw);
    }

    @Override
    public AnswerWriter writeAnswer(AnswerHead head) {
        return new ChatAnswerWriter(head);
    }

    @Override
    public AnswerWriter writeStream(AnswerHead head) {
        return new ChatStreamWriter(head);
    }

    @Override
    public byte[] writeError(int status, String message, @Nullable String field, @Nullable String code) {
        return OpenAiErrors.body(status, message, field, code);
    }
}
