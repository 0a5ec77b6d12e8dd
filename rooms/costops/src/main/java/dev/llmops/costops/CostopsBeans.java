// SPDX-License-Identifier: Apache-2.0
package dev.llmops.costops;

import dev.llmops.contracts.costops.Pricing;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Puts the room together. */
@Singleton
final class CostopsBeans {
    @Produces
    @Singleton
    PriceList priceList() {
        return PriceList.shipped();
    }

    @Produces
    @Singleton
    Pricing pricing(PriceList prices) {
        return new ListedPricing(prices);
    }
}
