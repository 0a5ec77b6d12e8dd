// SPDX-License-Identifier: Apache-2.0
package dev.llmops.marketplace;

import dev.llmops.contracts.gateway.QuotaUse;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Keys;
import dev.llmops.contracts.identity.Role;
import dev.llmops.contracts.marketplace.MarketplaceEvent;
import dev.llmops.contracts.marketplace.ServiceState;
import dev.llmops.contracts.marketplace.SubscriptionState;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Page;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Ulids;
import dev.llmops.platform.sql.Database;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a consumer does: subscribe, pause, resume, cancel, get keys, see what is left. */
@Singleton
final class Subscriptions {
    static final Duration PLAYGROUND_LIFE = Duration.ofMinutes(15);
    private static final int MAX_KEYS = 100;

    private final Database database;
    private final Keys keys;
    private final QuotaUse quotaUse;
    private final Clock clock;

    Subscriptions(Database database, Keys keys, QuotaUse quotaUse, Clock clock) {
        this.database = database;
        this.keys = keys;
        this.quotaUse = quotaUse;
        this.clock = clock;
    }

    /** Subscribing again returns the subscription there is. */
    Subscribed subscribe(Caller caller, String service) {
        return database.change(caller, (sql, events) -> {
            Listing listing = Catalogue.resolve(new ListingDao(sql), caller, service)
                    .orElseThrow(() -> Publishing.missing(service));
            SubscriptionDao dao = new SubscriptionDao(sql);
            var existing = dao.open(listing.slug(), caller.principalId());
            if (existing.isPresent()) {
                return new Subscribed(existing.get(), false);
            }
            requireOpen(listing);
            String id = Ulids.next();
            boolean created = dao.insert(caller, id, listing.slug(), now());
            if (created) {
                events.append(new MarketplaceEvent.SubscriptionChanged(
                        id, listing.id(), null, SubscriptionState.ACTIVE.wireName()));
            }
            return new Subscribed(
                    dao.open(listing.slug(), caller.principalId())
                            .orElseThrow(() -> new Problem(
                                    ErrorCode.CONFLICT, "The subscription ended at the same moment; subscribe again")),
                    created);
        });
    }

    private static void requireOpen(Listing listing) {
        switch (listing.state()) {
            case ACTIVE -> {
                // The only state in which a service takes new subscribers.
            }
            case DEPRECATED ->
                throw new Problem(
                        ErrorCode.CONFLICT,
                        "The service " + listing.slug() + " is deprecated and takes no new subscribers: "
                                + listing.stateReason());
            case RETIRED ->
                throw new Problem(
                        ErrorCode.SERVICE_RETIRED,
                        "Version " + listing.version() + " of " + listing.slug() + " is retired: "
                                + listing.stateReason());
            case DRAFT, VALIDATING, PENDING_APPROVAL ->
                throw new Problem(
                        ErrorCode.CONFLICT,
                        "The service " + listing.slug() + " is not published yet; it is "
                                + listing.state().wireName());
        }
    }

    Subscription get(Caller caller, String id) {
        return database.read(caller.tenant(), sql -> own(new SubscriptionDao(sql).find(id), caller, id));
    }

    Page<Subscription> list(
            Caller caller, @Nullable SubscriptionState state, @Nullable String serviceId, PageRequest page) {
        String subscriber = caller.roles().contains(Role.ADMIN) ? null : caller.principalId();
        List<Subscription> rows = database.read(
                caller.tenant(), sql -> new SubscriptionDao(sql).list(subscriber, state, serviceId, page));
        return Page.of(rows, page, Subscription::id);
    }

    Subscription pause(Caller caller, String id) {
        return become(caller, id, SubscriptionState.PAUSED);
    }

    Subscription resume(Caller caller, String id) {
        return become(caller, id, SubscriptionState.ACTIVE);
    }

    /** Ends the subscription, then its keys; the event follower ends them too, should we die in between. */
    Subscription cancel(Caller caller, String id) {
        Subscription ended = become(caller, id, SubscriptionState.ENDED);
        keys.revokeOfSubscription(caller, id);
        return ended;
    }

    /** Repeating a step changes nothing; only the end is for good. */
    private Subscription become(Caller caller, String id, SubscriptionState to) {
        return database.change(caller, (sql, events) -> {
            SubscriptionDao dao = new SubscriptionDao(sql);
            Subscription subscription = own(dao.lock(id), caller, id);
            SubscriptionState from = subscription.state();
            if (from == to) {
                return subscription;
            }
            if (from == SubscriptionState.ENDED) {
                throw new Problem(
                        ErrorCode.INVALID_TRANSITION, "state: 'ended' (expected: active or paused); subscribe again");
            }
            if (to == SubscriptionState.ACTIVE && subscription.service().state() == ServiceState.RETIRED) {
                requireOpen(subscription.service());
            }
            dao.become(id, to, now());
            events.append(new MarketplaceEvent.SubscriptionChanged(
                    id, subscription.service().id(), from.wireName(), to.wireName()));
            return own(dao.find(id), caller, id);
        });
    }

    Keys.IssuedKey issueKey(Caller caller, String id, String name, Duration life) {
        Subscription subscription = get(caller, id);
        requireActive(subscription);
        Instant now = clock.instant();
        long live = keys.ofSubscription(caller.tenant(), id).stream()
                .filter(key -> key.revokedAt() == null && key.expiresAt().isAfter(now))
                .count();
        if (live >= MAX_KEYS) {
            throw new Problem(
                    ErrorCode.CONFLICT,
                    "The subscription has " + live + " live keys; revoke one before making another");
        }
        Keys.IssuedKey issued = keys.issueForSubscription(caller, id, name, life);
        // Ended while the key was made: whoever ended it may not have seen the key.
        if (get(caller, id).state() == SubscriptionState.ENDED) {
            keys.revokeOfSubscription(caller, id);
            requireActive(get(caller, id));
        }
        return issued;
    }

    private static void requireActive(Subscription subscription) {
        if (subscription.state() != SubscriptionState.ACTIVE) {
            throw new Problem(
                    ErrorCode.SUBSCRIPTION_INACTIVE,
                    "The subscription is " + subscription.state().wireName() + "; "
                            + (subscription.state() == SubscriptionState.PAUSED
                                    ? "resume it first"
                                    : "subscribe again"));
        }
        if (subscription.service().state() == ServiceState.RETIRED) {
            requireOpen(subscription.service());
        }
    }

    List<Keys.KeyInfo> keys(Caller caller, String id) {
        get(caller, id);
        return keys.ofSubscription(caller.tenant(), id);
    }

    Quota quota(Caller caller, String id) {
        return new Quota(get(caller, id), quotaUse.used(id));
    }

    private static Subscription own(Optional<Subscription> found, Caller caller, String id) {
        return found.filter(subscription -> subscription.ownedBy(caller))
                .orElseThrow(() -> Problem.notFound("subscription", id, "the id of a subscription of yours"));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /**
     * @param created false when it was there already
     */
    record Subscribed(Subscription subscription, boolean created) {}

    record Quota(Subscription subscription, QuotaUse.Use use) {}
}
