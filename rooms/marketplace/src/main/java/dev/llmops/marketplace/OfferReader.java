// SPDX-License-Identifier: Apache-2.0
package dev.llmops.marketplace;

import dev.llmops.contracts.marketplace.Offers;
import dev.llmops.platform.sql.SystemReads;
import jakarta.inject.Singleton;
import java.util.List;

@Singleton
final class OfferReader implements Offers {
    private static final int MAX = 200_000;

    private final SystemReads system;

    OfferReader(SystemReads system) {
        this.system = system;
    }

    @Override
    public List<Offer> all() {
        return system.read(sql -> new SubscriptionDao(sql).offers(MAX));
    }
}
