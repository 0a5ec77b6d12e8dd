// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A dialect that upstreams speak and clients do not. */
public abstract class SpokenByUpstreams implements DialectForm {
    @Override
    public final Conversation readRequest(ByteBuffer body) {
        throw new UnsupportedOperationException();
    }

    @Override
    public final AnswerWriter writeAnswer(AnswerHead head) {
        throw new UnsupportedOperationException();
    }

    @Override
    public final AnswerWriter writeStream(AnswerHead head) {
        throw new UnsupportedOperationException();
    }

    @Override
    public final byte[] writeError(int status, String message, @Nullable String field, @Nullable String code) {
        throw new UnsupportedOperationException();
    }
}
