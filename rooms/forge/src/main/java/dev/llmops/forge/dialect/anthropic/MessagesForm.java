// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect.anthropic;

import dev.llmops.forge.dialect.AnswerEvents;
import dev.llmops.forge.dialect.AnswerHead;
import dev.llmops.forge.dialect.AnswerStream;
import dev.llmops.forge.dialect.AnswerWriter;
import dev.llmops.forge.dialect.Conversation;
import dev.llmops.forge.dialect.DialectForm;
import dev.llmops.forge.dialect.JsonOut;
import dev.llmops.forge.dialect.RawFrames;
import dev.llmops.forge.dialect.UntranslatableException;
import dev.llmops.forge.dialect.Wire;
import dev.llmops.platform.web.AnthropicErrors;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** {@code messages}. */
public final class MessagesForm implements DialectForm {
    @Override
    public Conversation readRequest(ByteBuffer body) throws IOException {
        return MessagesRequestReader.read(body);
    }

    @Override
    public byte[] writeRequest(Conversation conversation, Wire wire) throws UntranslatableException {
        return new MessagesRequestWriter(conversation, wire).write();
    }

    @Override
    public void readAnswer(ByteBuffer body, AnswerEvents to) throws IOException {
        new MessagesAnswerReader(to).read(body);
    }

    @Override
    public AnswerStream readStream(AnswerEvents to, @Nullable RawFrames raw) {
        return new MessagesStreamReader(to, raw);
    }

    @Override
    public AnswerWriter writeAnswer(AnswerHead head) {
        return new MessagesAnswerWriter(head);
    }

    @Override
    public AnswerWriter writeStream(AnswerHead head) {
        return new MessagesStreamWriter(head);
    }

    @Override
    public byte[] writeError(int status, String message, @Nullable String field, @Nullable String code) {
        return new JsonOut()
                .open()
                .put("type", "error")
                .open("error")
                .put("type", AnthropicErrors.type(status))
                .put("message", message)
                .close()
                .close()
                .finish();
    }
}
