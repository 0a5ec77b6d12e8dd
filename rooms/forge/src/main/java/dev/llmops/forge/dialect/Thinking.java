// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect;

import org.jspecify.annotations.Nullable;

/**
 * How much the model is to think before it answers; neither means that it decides itself.
 *
 * @param effort such as {@code low}, {@code medium}, {@code high}; {@code none} for not at all
 * @param budget in tokens
 */
public record Thinking(@Nullable String effort, @Nullable Integer budget) {
    public boolean none() {
        return "none".equals(effort);
    }

    /** In tokens; where only an effort was named, what is taken for it. */
    public int budgetTokens() {
        if (budget != null) {
            return budget;
        }
        return switch (effort == null ? "medium" : effort) {
            case "none" -> 0;
            case "minimal" -> 1_024;
            case "low" -> 2_048;
            case "high" -> 16_384;
            case "xhigh", "max" -> 32_768;
            default -> 8_192;
        };
    }

    /** In words; where only a budget was named, what is taken for it. */
    public String effortOrNearest() {
        if (effort != null) {
            return effort;
        }
        int tokens = budgetTokens();
        return tokens <= 0 ? "none" : tokens <= 2_048 ? "low" : tokens <= 8_192 ? "medium" : "high";
    }
}
