// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.limit;

import dev.llmops.contracts.forge.TokenUsage;

/**
 * What a call is expected to use, or used.
 *
 * @param costMicroUsd 0 where nobody limits spend, or no price is known
 */
public record Demand(long inputTokens, long outputTokens, long costMicroUsd) {
    public static Demand of(TokenUsage used, long costMicroUsd) {
        return new Demand(used.input(), used.output(), costMicroUsd);
    }

    long of(LimitResource resource) {
        return switch (resource) {
            case REQUESTS, CONCURRENCY -> 1;
            case INPUT_TOKENS -> inputTokens;
            case OUTPUT_TOKENS -> outputTokens;
            case TOKENS -> inputTokens + outputTokens;
            case SPEND_MICRO_USD -> costMicroUsd;
        };
    }
}
