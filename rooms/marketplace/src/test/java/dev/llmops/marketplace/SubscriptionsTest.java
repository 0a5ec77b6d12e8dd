// SPDX-License-Identifier: Apache-2.0
package dev.llmops.marketplace;

import static dev.llmops.marketplace.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Keys;
import dev.llmops.contracts.identity.Role;
import dev.llmops.contracts.marketplace.MarketplaceEvent;
import dev.llmops.contracts.marketplace.Offers;
import dev.llmops.contracts.marketplace.ServiceState;
import dev.llmops.contracts.marketplace.SubscriptionState;
import dev.llmops.contracts.registry.AssetStatus;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Event;
import dev.llmops.kernel.EventPosition;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.Ulids;
import dev.llmops.kits.postgres.PostgresKit;
import dev.llmops.platform.sql.RoomSchema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SubscriptionsTest {
    @RegisterExtension
    static final PostgresKit POSTGRES = PostgresKit.of(new RoomSchema("marketplace"));

    private static final Duration DAY = Duration.ofDays(1);

    private final Market market = new Market(POSTGRES);
    private final Subscriptions subscriptions = market.subscriptions;
    private final Caller consumer = POSTGRES.user(Role.READER);
    private final String slug = Market.slug();

    private Subscription subscribed() {
        market.active(slug, "1.0.0");
        return subscriptions.subscribe(consumer, slug).subscription();
    }

    private List<Offers.Offer> offers(Subscription subscription) {
        return market.offers.all().stream()
                .filter(offer -> offer.subscriptionId().equals(subscription.id()))
                .toList();
    }

    private List<Keys.KeyState> keyStates(Subscription subscription) {
        return subscriptions.keys(consumer, subscription.id()).stream()
                .map(Keys.KeyInfo::state)
                .toList();
    }

    @Test
    void subscribingAgainReturnsTheSubscription() {
        Subscription first = subscribed();
        Subscriptions.Subscribed again =
                subscriptions.subscribe(consumer, first.service().id());

        assertThat(again.created()).isFalse();
        assertThat(again.subscription()).isEqualTo(first);
        assertThat(subscriptions.subscribe(POSTGRES.user(Role.READER), slug).created())
                .isTrue();
    }

    @Test
    void ofManySubscriptionsAtOnceOneIsMade() throws InterruptedException, ExecutionException {
        market.active(slug, "1.0.0");
        List<Callable<Subscriptions.Subscribed>> calls = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            calls.add(() -> subscriptions.subscribe(consumer, slug));
        }
        List<Subscriptions.Subscribed> all = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Subscriptions.Subscribed> call : threads.invokeAll(calls)) {
                all.add(call.get());
            }
        }

        assertThat(all).filteredOn(Subscriptions.Subscribed::created).hasSize(1);
        assertThat(all)
                .extracting(one -> one.subscription().id())
                .containsOnly(all.getFirst().subscription().id());
        assertThat(market.events(all.getFirst().subscription().id())).hasSize(1);
    }

    @Test
    void onlyAnActiveServiceTakesSubscribers() {
        refused(ErrorCode.NOT_FOUND, () -> subscriptions.subscribe(consumer, slug));
        Listing draft = market.submit(slug, "1.0.0");
        refused(ErrorCode.NOT_FOUND, () -> subscriptions.subscribe(consumer, slug));
        refused(ErrorCode.CONFLICT, () -> subscriptions.subscribe(market.publisher, slug));
        market.work();
        market.decide(draft, "approved", null);
        market.work();
        Subscription early = subscriptions.subscribe(consumer, slug).subscription();

        market.publishing.deprecate(market.publisher, draft.id(), "old", null);
        refused(ErrorCode.CONFLICT, () -> subscriptions.subscribe(market.publisher, slug));
        assertThat(subscriptions.subscribe(consumer, slug).subscription().id()).isEqualTo(early.id());

        market.publishing.retire(market.publisher, draft.id(), "gone");
        refused(ErrorCode.SERVICE_RETIRED, () -> subscriptions.subscribe(market.publisher, slug));
    }

    @Test
    void aSubscriptionPausesResumesAndEnds() {
        String id = subscribed().id();

        assertThat(subscriptions.pause(consumer, id).state()).isEqualTo(SubscriptionState.PAUSED);
        assertThat(subscriptions.pause(consumer, id).state()).isEqualTo(SubscriptionState.PAUSED);
        assertThat(subscriptions.resume(consumer, id).state()).isEqualTo(SubscriptionState.ACTIVE);
        assertThat(subscriptions.cancel(consumer, id).state()).isEqualTo(SubscriptionState.ENDED);
        assertThat(subscriptions.cancel(consumer, id).state()).isEqualTo(SubscriptionState.ENDED);
        refused(ErrorCode.INVALID_TRANSITION, () -> subscriptions.resume(consumer, id));
        refused(ErrorCode.INVALID_TRANSITION, () -> subscriptions.pause(consumer, id));
        assertThat(market.events(id))
                .extracting(event -> event.field("to"))
                .containsExactly("active", "paused", "active", "ended");

        assertThat(subscriptions.subscribe(consumer, slug).subscription().id()).isNotEqualTo(id);
    }

    @Test
    void cancellingEndsTheKeys() {
        Subscription subscription = subscribed();
        subscriptions.issueKey(consumer, subscription.id(), "laptop", DAY);
        subscriptions.issueKey(consumer, subscription.id(), "server", DAY);
        assertThat(keyStates(subscription)).containsOnly(Keys.KeyState.ACTIVE);

        subscriptions.cancel(consumer, subscription.id());

        assertThat(keyStates(subscription)).hasSize(2).containsOnly(Keys.KeyState.REVOKED);
        refused(
                ErrorCode.SUBSCRIPTION_INACTIVE,
                () -> subscriptions.issueKey(consumer, subscription.id(), "late", DAY));
    }

    @Test
    void theKeysEndAlsoWhenTheProcessDiedAfterTheCancellation() {
        Subscription subscription = subscribed();
        subscriptions.issueKey(consumer, subscription.id(), "laptop", DAY);

        market.follower.handle(List.of(new Event(
                Ulids.next(),
                "/rooms/marketplace",
                MarketplaceEvent.SubscriptionChanged.TYPE,
                subscription.id(),
                market.clock.instant(),
                subscription.tenant(),
                "someone",
                null,
                "{\"service_id\":\"x\",\"from\":\"active\",\"to\":\"ended\"}",
                EventPosition.START)));

        assertThat(keyStates(subscription)).containsOnly(Keys.KeyState.REVOKED);
    }

    @Test
    void keysBelongToTheSubscriptionAndNeedItActive() {
        Subscription subscription = subscribed();
        Keys.IssuedKey key = subscriptions.issueKey(consumer, subscription.id(), "laptop", DAY);
        assertThat(key.info().subscriptionId()).isEqualTo(subscription.id());
        Keys.IssuedKey playground =
                subscriptions.issueKey(consumer, subscription.id(), "playground", Subscriptions.PLAYGROUND_LIFE);
        assertThat(playground.info().expiresAt())
                .isEqualTo(market.clock.instant().plusSeconds(900));

        subscriptions.pause(consumer, subscription.id());
        refused(
                ErrorCode.SUBSCRIPTION_INACTIVE,
                () -> subscriptions.issueKey(consumer, subscription.id(), "laptop", DAY));
        subscriptions.resume(consumer, subscription.id());
        market.publishing.retire(market.publisher, subscription.service().id(), "gone");
        refused(ErrorCode.SERVICE_RETIRED, () -> subscriptions.issueKey(consumer, subscription.id(), "laptop", DAY));
        refused(ErrorCode.VALIDATION_FAILED, "expires_in_days", () -> new SubscriptionResource.KeyWish("laptop", 366L)
                .life());
    }

    @Test
    void theNumberOfLiveKeysIsBounded() {
        Subscription subscription = subscribed();
        for (int i = 0; i < 100; i++) {
            subscriptions.issueKey(consumer, subscription.id(), "key " + i, Subscriptions.PLAYGROUND_LIFE);
        }
        refused(ErrorCode.CONFLICT, () -> subscriptions.issueKey(consumer, subscription.id(), "one more", DAY));
        market.clock.advance(Subscriptions.PLAYGROUND_LIFE);
        assertThat(subscriptions
                        .issueKey(consumer, subscription.id(), "one more", DAY)
                        .key())
                .isNotEmpty();
    }

    @Test
    void everybodySeesTheirOwnAndAnAdministratorAll() {
        Subscription subscription = subscribed();
        Caller other = POSTGRES.user(Role.READER, Role.PUBLISHER, Role.APPROVER);
        PageRequest all = PageRequest.of(200, null);

        refused(ErrorCode.NOT_FOUND, () -> subscriptions.get(other, subscription.id()));
        refused(ErrorCode.NOT_FOUND, () -> subscriptions.cancel(other, subscription.id()));
        refused(ErrorCode.NOT_FOUND, () -> subscriptions.keys(other, subscription.id()));
        refused(ErrorCode.NOT_FOUND, () -> subscriptions.get(POSTGRES.otherAdmin(), subscription.id()));
        assertThat(subscriptions.list(other, null, null, all).items()).isEmpty();
        assertThat(subscriptions.list(POSTGRES.otherAdmin(), null, null, all).items())
                .isEmpty();
        assertThat(subscriptions.get(POSTGRES.admin(), subscription.id())).isEqualTo(subscription);
        assertThat(subscriptions
                        .list(
                                POSTGRES.admin(),
                                SubscriptionState.ACTIVE,
                                subscription.service().id(),
                                all)
                        .items())
                .containsExactly(subscription);
        assertThat(subscriptions
                        .list(consumer, SubscriptionState.ENDED, null, all)
                        .items())
                .isEmpty();
    }

    @Test
    void theQuotaShowsWhatIsLeftAndNeverLessThanNothing() {
        Subscription subscription = subscribed();
        SubscriptionResource.QuotaBody quota =
                SubscriptionResource.QuotaBody.of(subscriptions.quota(consumer, subscription.id()));

        assertThat(quota.requests()).isEqualTo(new SubscriptionResource.Counted(10_000L, 4, 9_996L));
        assertThat(quota.tokens()).isEqualTo(new SubscriptionResource.Counted(1_000_000L, 900_001, 99_999L));
        assertThat(quota.resetsAt()).isEqualTo(Market.USE.resetsAt());
        assertThat(SubscriptionResource.Counted.of(3L, 4).remaining()).isZero();
        assertThat(SubscriptionResource.Counted.of(null, 4).remaining()).isNull();
    }

    @Test
    void anOfferSaysWhatIsCalledAtWhichPrice() {
        Subscription subscription = subscribed();

        assertThat(offers(subscription)).hasSize(1).first().satisfies(offer -> {
            assertThat(offer.tenant()).isEqualTo(POSTGRES.tenant());
            assertThat(offer.slug()).isEqualTo(slug);
            assertThat(offer.version()).isEqualTo("1.0.0");
            assertThat(offer.model()).isEqualTo("large@1.0.0");
            assertThat(offer.upstreamId()).isEqualTo("id-of-simulator");
            assertThat(offer.upstreamModel()).isEqualTo("sim-1");
            assertThat(offer.priceProvider()).isEqualTo("openai");
            assertThat(offer.priceModel()).isEqualTo("gpt-x");
            assertThat(offer.serviceState()).isEqualTo(ServiceState.ACTIVE);
            assertThat(offer.subscriptionState()).isEqualTo(SubscriptionState.ACTIVE);
        });
    }

    @Test
    void subscribersGoOnWithTheNewVersion() {
        Subscription subscription = subscribed();
        Listing second = market.active(slug, "2.0.0");

        assertThat(offers(subscription)).extracting(Offers.Offer::version).containsExactly("2.0.0");
        assertThat(subscriptions.get(consumer, subscription.id()).service().id())
                .isEqualTo(second.id());
        assertThat(subscriptions.get(consumer, subscription.id()).revision())
                .isGreaterThanOrEqualTo(subscription.revision());
    }

    @Test
    void offersFollowPauseRetirementAndEnd() {
        Subscription subscription = subscribed();
        subscriptions.pause(consumer, subscription.id());
        market.publishing.retire(market.publisher, subscription.service().id(), "gone");

        assertThat(offers(subscription)).hasSize(1).first().satisfies(offer -> {
            assertThat(offer.subscriptionState()).isEqualTo(SubscriptionState.PAUSED);
            assertThat(offer.serviceState()).isEqualTo(ServiceState.RETIRED);
        });
        subscriptions.cancel(consumer, subscription.id());
        assertThat(offers(subscription)).isEmpty();
    }

    @Test
    void offersAreOfEveryOrganisation() {
        Subscription ours = subscribed();
        Market other = new Market(POSTGRES);
        Caller stranger = PostgresKit.caller(POSTGRES.otherTenant(), Role.PUBLISHER);
        other.registry.model(stranger, "large", AssetStatus.PUBLISHED);
        other.active(stranger, slug, "7.0.0", Market.texts("Theirs", "Theirs"));
        Subscription theirs = other.subscriptions.subscribe(stranger, slug).subscription();

        assertThat(offers(ours)).extracting(Offers.Offer::version).containsExactly("1.0.0");
        assertThat(offers(theirs)).extracting(Offers.Offer::version).containsExactly("7.0.0");
    }
}
