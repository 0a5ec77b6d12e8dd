// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.marketplace;

import dev.llmops.kernel.DomainEvent;
import org.jspecify.annotations.Nullable;

/** What happens in the marketplace. */
public sealed interface MarketplaceEvent extends DomainEvent {
    /** The subject is the listing's id. */
    record ServiceSubmitted(String subject, String slug, String version) implements MarketplaceEvent {
        public static final String TYPE = "marketplace.service.submitted";

        @Override
        public String type() {
            return TYPE;
        }
    }

    record ServiceChanged(
            String subject,
            String slug,
            String from,
            String to,
            @Nullable String reason) implements MarketplaceEvent {
        public static final String TYPE = "marketplace.service.changed";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /** The subject is the subscription's id. */
    record SubscriptionChanged(
            String subject, String serviceId, @Nullable String from, String to) implements MarketplaceEvent {
        public static final String TYPE = "marketplace.subscription.changed";

        @Override
        public String type() {
            return TYPE;
        }
    }
}
