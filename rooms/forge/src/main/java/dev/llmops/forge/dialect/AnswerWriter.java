// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect;

import dev.llmops.contracts.forge.TokenUsage;

/** Writes an answer in the client's dialect: hears what was told, and hands bytes out. */
public interface AnswerWriter extends AnswerEvents {
    /** Bytes that may go out now; empty for an answer that goes out whole. */
    byte[] take();

    /**
     * The answer is complete: the last bytes, which make it so. {@link #take} is asked once more before they go out.
     *
     * @param used what is told as used, estimated or not
     */
    byte[] end(TokenUsage used);
}
