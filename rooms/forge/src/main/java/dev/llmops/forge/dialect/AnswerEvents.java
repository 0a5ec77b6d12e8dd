// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect;

import dev.llmops.contracts.forge.TokenUsage;
import org.jspecify.annotations.Nullable;

/**
 * An answer in no dialect, told piece by piece: a tool call begins, has its arguments and ends before anything else is
 * told; {@code stop} comes once, {@code usage} at any time and the last one holds.
 */
public interface AnswerEvents {
    void text(String piece);

    /** The model says that it will not answer. */
    void refusal(String piece);

    void reasoning(String piece);

    /** The proof of the reasoning told before. */
    void signature(String signature);

    void hiddenReasoning(String data);

    /**
     * @param signature what Gemini wants back with the call
     */
    void toolCall(String id, String name, @Nullable String signature);

    /** A piece of the arguments' JSON, of the tool call told last. */
    void arguments(String piece);

    void toolEnd();

    /**
     * @param stopText the request's stop text that came, where that is told
     */
    void stop(StopReason reason, @Nullable String stopText);

    void usage(TokenUsage used);
}
