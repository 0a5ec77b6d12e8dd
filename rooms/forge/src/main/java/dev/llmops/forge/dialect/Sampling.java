// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the answer is drawn; null where nothing was said. */
public record Sampling(
        @Nullable Integer maxTokens,
        @Nullable Double temperature,
        @Nullable Double topP,
        @Nullable Integer topK,
        List<String> stop,
        @Nullable Long seed,
        @Nullable Double frequencyPenalty,
        @Nullable Double presencePenalty,
        @Nullable Thinking thinking) {
    public Sampling {
        stop = List.copyOf(stop);
    }

    /** Refuses what Anthropic's models cannot be told, wherever they are reached. */
    public void requireWithoutSeedAndPenalties() throws UntranslatableException {
        if (temperature != null && temperature > 1) {
            throw UntranslatableException.unsaid("temperature", "0 to 1");
        }
        if (seed != null) {
            throw UntranslatableException.unsaid("seed", "nothing");
        }
        if (frequencyPenalty != null || presencePenalty != null) {
            throw UntranslatableException.unsaid(
                    frequencyPenalty != null ? "frequency_penalty" : "presence_penalty", "0");
        }
    }
}
