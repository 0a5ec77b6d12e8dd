// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.forge;

/**
 * What a call used, in tokens. {@code input} includes {@code cachedInput}; {@code output} includes {@code reasoning}.
 *
 * @param estimated true when we counted because the upstream did not say
 */
public record TokenUsage(long input, long output, long cachedInput, long reasoning, boolean estimated) {
    public static final TokenUsage NONE = new TokenUsage(0, 0, 0, 0, true);

    public long total() {
        return input + output;
    }
}
