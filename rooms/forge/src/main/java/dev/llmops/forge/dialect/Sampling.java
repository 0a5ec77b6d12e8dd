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
}
