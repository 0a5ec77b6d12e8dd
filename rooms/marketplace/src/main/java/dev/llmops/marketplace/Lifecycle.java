// SPDX-License-Identifier: Apache-2.0
package dev.llmops.marketplace;

import dev.llmops.contracts.marketplace.MarketplaceEvent;
import dev.llmops.contracts.marketplace.ServiceState;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.EventLog;
import dev.llmops.kernel.Problem;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The one place where a listing changes its state: legal steps only, each with its event in the same transaction. */
final class Lifecycle {
    private final ListingDao dao;
    private final EventLog events;
    private final Instant now;

    Lifecycle(ListingDao dao, EventLog events, Instant now) {
        this.dao = dao;
        this.events = events;
        this.now = now;
    }

    static boolean allows(ServiceState from, ServiceState to) {
        return switch (from) {
            case DRAFT -> to == ServiceState.VALIDATING;
            case VALIDATING -> to == ServiceState.DRAFT || to == ServiceState.PENDING_APPROVAL;
            case PENDING_APPROVAL -> to == ServiceState.DRAFT || to == ServiceState.ACTIVE;
            case ACTIVE -> to == ServiceState.DEPRECATED || to == ServiceState.RETIRED;
            case DEPRECATED -> to == ServiceState.RETIRED;
            case RETIRED -> false;
        };
    }

    /** Moves a locked listing; refuses with {@code invalid_transition}. */
    Listing move(Listing listing, ServiceState to, @Nullable String reason) {
        if (!allows(listing.state(), to)) {
            throw new Problem(
                    ErrorCode.INVALID_TRANSITION,
                    "state: '" + listing.state().wireName() + "' (expected: a state that leads to " + to.wireName()
                            + ")");
        }
        Listing moved = dao.become(listing.id(), to, reason, now);
        events.append(new MarketplaceEvent.ServiceChanged(
                listing.id(), listing.slug(), listing.state().wireName(), to.wireName(), reason));
        return moved;
    }
}
