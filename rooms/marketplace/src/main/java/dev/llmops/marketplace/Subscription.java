// SPDX-License-Identifier: Apache-2.0
package dev.llmops.marketplace;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Role;
import dev.llmops.contracts.marketplace.SubscriptionState;
import dev.llmops.kernel.TenantId;
import java.time.Instant;

/**
 * Somebody's right to call a service. It is to the slug: a new version takes the place of the old one.
 *
 * @param service the version that the slug stands for now
 */
record Subscription(
        String id,
        TenantId tenant,
        Listing service,
        SubscriptionState state,
        Listing.Person subscriber,
        Instant createdAt,
        Instant updatedAt) {
    boolean ownedBy(Caller caller) {
        return subscriber.id().equals(caller.principalId()) || caller.roles().contains(Role.ADMIN);
    }

    /** Changes whenever the subscription or its service does. */
    long revision() {
        Instant last = updatedAt.isAfter(service.updatedAt()) ? updatedAt : service.updatedAt();
        return last.getEpochSecond() * 1_000_000 + last.getNano() / 1_000;
    }
}
