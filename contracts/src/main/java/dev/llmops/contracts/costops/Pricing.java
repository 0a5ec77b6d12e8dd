// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.costops;

import dev.llmops.contracts.forge.TokenUsage;
import java.time.Instant;

/** What a call costs by the price list that was valid when it was made. In memory; never blocks. */
public interface Pricing {
    /**
     * @param provider the price list's name, such as {@code openai}
     * @param model the price list's name, such as {@code gpt-4o-mini}
     */
    Priced price(String provider, String model, TokenUsage usage, Instant at);

    sealed interface Priced {
        /**
         * @param costMicroUsd rounded half up to a whole micro-dollar, once per call
         * @param priceVersion names the list and the row's validity, to recompute by
         */
        record Cost(long costMicroUsd, String priceVersion) implements Priced {}

        /** No price is known: never counted as zero. */
        record Unpriced(String reason) implements Priced {}
    }
}
