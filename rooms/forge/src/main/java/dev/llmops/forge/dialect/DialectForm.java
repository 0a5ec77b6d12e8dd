// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** All that can be read and written in one dialect. What a dialect is not used for throws. */
public interface DialectForm {
    /** Reads a client's request; {@link UntranslatableException} names what it holds that only this dialect knows. */
    Conversation readRequest(ByteBuffer body) throws IOException;

    byte[] writeRequest(Conversation conversation, Wire wire) throws UntranslatableException;

    /** Reads a whole answer. */
    void readAnswer(ByteBuffer body, AnswerEvents to) throws IOException;

    /**
     * @param raw told of every frame after it was read; null when nobody wants them
     */
    AnswerStream readStream(AnswerEvents to, @Nullable RawFrames raw);

    AnswerWriter writeAnswer(AnswerHead head);

    AnswerWriter writeStream(AnswerHead head);

    /**
     * A refusal's body.
     *
     * @param field the request's field at fault, where one is
     * @param code the provider's own word for it, where it has one
     */
    byte[] writeError(int status, String message, @Nullable String field, @Nullable String code);

    /** The content type of a stream. */
    default String streamType() {
        return "text/event-stream; charset=utf-8";
    }
}
