// SPDX-License-Identifier: Apache-2.0
package dev.llmops.marketplace;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.contracts.governance.ApprovalEvent;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Keys;
import dev.llmops.contracts.marketplace.MarketplaceEvent;
import dev.llmops.contracts.marketplace.ServiceState;
import dev.llmops.contracts.marketplace.SubscriptionState;
import dev.llmops.kernel.Event;
import dev.llmops.kernel.EventLog;
import dev.llmops.kernel.EventSubscriber;
import dev.llmops.kernel.Violation;
import dev.llmops.platform.sql.Database;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * What follows in the marketplace from what happened: a decision leads a listing on or back, and the end of a
 * subscription ends its keys, also when the process died in between.
 */
@Singleton
final class EventFollower implements EventSubscriber {
    private final Database database;
    private final PublicationWorker worker;
    private final Keys keys;
    private final Clock clock;

    EventFollower(Database database, PublicationWorker worker, Keys keys, Clock clock) {
        this.database = database;
        this.worker = worker;
        this.keys = keys;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "marketplace";
    }

    @Override
    public void handle(List<Event> events) {
        for (Event event : events) {
            switch (event.type()) {
                case ApprovalEvent.ApprovalDecided.TYPE -> decided(event, Stored.tree(event.data()));
                case MarketplaceEvent.SubscriptionChanged.TYPE -> subscriptionChanged(event, Stored.tree(event.data()));
                default -> {
                    // Another room's concern.
                }
            }
        }
    }

    private void subscriptionChanged(Event event, JsonNode data) {
        if (data.path("to").asText().equals(SubscriptionState.ENDED.wireName())) {
            keys.revokeOfSubscription(Caller.system(event.tenant(), "marketplace"), event.subject());
        }
    }

    private void decided(Event event, JsonNode data) {
        if (!data.path("kind").asText().equals(Publication.APPROVAL_KIND)) {
            return;
        }
        Caller marketplace = Caller.system(event.tenant(), "marketplace");
        String serviceId = data.path("decides").asText();
        String state = data.path("state").asText();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        boolean activates = database.change(marketplace, (sql, events) -> {
            boolean first =
                    new PublicationDao(sql).heard(marketplace, event.subject(), event.id(), serviceId, state, now);
            return first
                    && apply(
                            sql,
                            events,
                            event.subject(),
                            serviceId,
                            state,
                            data.path("reason").asText(""),
                            now);
        });
        if (activates) {
            worker.wake();
        }
    }

    private static boolean apply(
            Handle sql,
            EventLog events,
            String approvalId,
            String serviceId,
            String state,
            String reason,
            Instant now) {
        ListingDao dao = new ListingDao(sql);
        Optional<Listing> found = dao.lock(serviceId).filter(listing -> awaits(listing, approvalId));
        if (found.isEmpty()) {
            return false;
        }
        Listing listing = found.get();
        PublicationDao publication = new PublicationDao(sql);
        dao.approvalAsked(serviceId, approvalId);
        if (state.equals("approved")) {
            publication.ended(listing, StepName.APPROVAL, Step.Result.PASSED, List.of(), now);
            publication.schedule(serviceId, Work.Kind.ACTIVATION, now);
            return true;
        }
        Violation finding = Violation.of("approval", state, reason.isEmpty() ? "an approval" : reason);
        publication.ended(listing, StepName.APPROVAL, Step.Result.FAILED, List.of(finding), now);
        publication.done(serviceId);
        new Lifecycle(dao, events, now).move(listing, ServiceState.DRAFT, reason.isEmpty() ? state : reason);
        return false;
    }

    /** The request's id is not known yet when the decision was quicker than our note of it. */
    private static boolean awaits(Listing listing, String approvalId) {
        return listing.state() == ServiceState.PENDING_APPROVAL
                && (listing.approvalId() == null || listing.approvalId().equals(approvalId));
    }
}
