// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What is asked is no conversation; only its refusals are worded, as another dialect words them. */
final class RefusedOnly implements DialectForm {
    private final DialectForm words;

    RefusedOnly(DialectForm words) {
        this.words = words;
    }

    @Override
    public Conversation readRequest(ByteBuffer body) {
        throw new UnsupportedOperationException();
    }

    @Override
    public byte[] writeRequest(Conversation conversation, Wire wire) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void readAnswer(ByteBuffer body, AnswerEvents to) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public AnswerStream readStream(AnswerEvents to, @Nullable RawFrames raw) {
        throw new UnsupportedOperationException();
    }

    @Override
    public AnswerWriter writeAnswer(AnswerHead head) {
        throw new UnsupportedOperationException();
    }

    @Override
    public AnswerWriter writeStream(AnswerHead head) {
        throw new UnsupportedOperationException();
    }

    @Override
    public byte[] writeError(int status, String message, @Nullable String field, @Nullable String code) {
        return words.writeError(status, message, field, code);
    }
}
