// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import dev.llmops.contracts.costops.Pricing;
import dev.llmops.contracts.forge.Upstream;
import dev.llmops.contracts.forge.UpstreamKind;
import dev.llmops.contracts.forge.Upstreams;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.KeyDirectory;
import dev.llmops.contracts.identity.KeyGrant;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.contracts.marketplace.Offers;
import dev.llmops.contracts.marketplace.Plan;
import dev.llmops.contracts.marketplace.ServiceState;
import dev.llmops.contracts.marketplace.SubscriptionState;
import dev.llmops.gateway.limit.LimitSet;
import dev.llmops.gateway.limit.LimitSource;
import dev.llmops.gateway.route.RouteSource;
import dev.llmops.gateway.route.StoredRoute;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Event;
import dev.llmops.kernel.EventFeed;
import dev.llmops.kernel.EventPosition;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The control plane in memory: keys, offers, upstreams and the event log, with a switch for its being away. */
final class Controls implements EventFeed {
    static final TenantId TENANT = new TenantId("01JAZ3K6Q0V8B7M4N2T9R5XWYE");
    static final Plan UNLIMITED = new Plan("metered", null, null, 1_000_000_000, 1_000_000_000, null);

    final Map<String, KeyGrant> keys = new ConcurrentHashMap<>();
    final Map<String, Offers.Offer> offers = new ConcurrentHashMap<>();
    final Map<String, Upstream> upstreams = new ConcurrentHashMap<>();
    final Map<String, StoredRoute> routes = new ConcurrentHashMap<>();
    final List<LimitSet> limits = new CopyOnWriteArrayList<>();
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Clock clock;
    final AtomicInteger lookups = new AtomicInteger();
    volatile boolean away;
    /** As while a long transaction runs: what is committed is there, but the log does not show it yet. */
    volatile boolean hidden;

    Controls(Clock clock) {
        this.clock = clock;
    }

    /** A key of its own, for a subscription of its own, to a service of that name. */
    String subscriber(String slug, Plan plan) {
        Upstream upstream = upstream(slug);
        String subscriptionId = Ulids.next();
        Offers.Offer offer = new Offers.Offer(
                subscriptionId,
                TENANT,
                Ulids.next(),
                slug,
                "1.0.0",
                slug + "-model@1.0.0",
                SubscriptionState.ACTIVE,
                ServiceState.ACTIVE,
                plan,
                upstream.id(),
                "upstream-" + slug,
                "openai",
                "gpt-4o-mini",
                null,
                Instant.parse("2026-01-01T00:00:00Z"));
        offers.put(subscriptionId, offer);
        return key(subscriptionId, clock.instant().plusSeconds(86_400), null);
    }

    Upstream upstream(String name) {
        Upstream upstream = new Upstream(
                Ulids.next(),
                TENANT,
                name,
                UpstreamKind.SIMULATOR,
                null,
                null,
                5_000,
                0,
                0,
                1,
                clock.instant(),
                clock.instant());
        upstreams.put(upstream.id(), upstream);
        return upstream;
    }

    String key(@Nullable String subscriptionId, Instant expiresAt, @Nullable Instant revokedAt) {
        String start = "llmops_test_" + (Ulids.next() + "abcd");
        String key = start + "_" + PresentedKey.checksum(start, start.length());
        String id = Ulids.next();
        keys.put(
                hash(key),
                new KeyGrant(
                        id,
                        hash(key),
                        TENANT,
                        "test",
                        id,
                        Set.of(),
                        Set.of(Permission.GATEWAY_CALL),
                        subscriptionId,
                        expiresAt,
                        revokedAt));
        return key;
    }

    void change(String key, SubscriptionState state) {
        Offers.Offer old = offerOf(key);
        offers.put(
                old.subscriptionId(),
                new Offers.Offer(
                        old.subscriptionId(),
                        old.tenant(),
                        old.serviceId(),
                        old.slug(),
                        old.version(),
                        old.model(),
                        state,
                        old.serviceState(),
                        old.plan(),
                        old.upstreamId(),
                        old.upstreamModel(),
                        old.priceProvider(),
                        old.priceModel(),
                        old.sunsetAt(),
                        old.publishedAt()));
        say("marketplace.subscription.changed");
    }

    void revoke(String key) {
        KeyGrant old = Objects.requireNonNull(keys.get(hash(key)));
        keys.put(
                old.hash(),
                new KeyGrant(
                        old.id(),
                        old.hash(),
                        old.tenant(),
                        old.name(),
                        old.principalId(),
                        old.roles(),
                        old.permissions(),
                        old.subscriptionId(),
                        old.expiresAt(),
                        clock.instant()));
        say("identity.key.revoked");
    }

    Offers.Offer offerOf(String key) {
        String subscriptionId = Objects.requireNonNull(keys.get(hash(key))).subscriptionId();
        return Objects.requireNonNull(offers.get(Objects.requireNonNull(subscriptionId)));
    }

    void say(String type) {
        EventPosition position = new EventPosition(1, 1, events.size() + 1L);
        events.add(new Event(
                Ulids.next(), "/rooms/test", type, "subject", clock.instant(), TENANT, "test", null, "{}", position));
        listeners.forEach(Runnable::run);
    }

    private void requirePresent() {
        if (away) {
            throw new Problem(ErrorCode.UNAVAILABLE, "the database is away");
        }
    }

    static String hash(String presentedKey) {
        return Integer.toHexString(presentedKey.hashCode()) + presentedKey.length() + presentedKey.substring(7);
    }

    List<KeyGrant> liveKeys() {
        Instant now = clock.instant();
        return keys.values().stream()
                .filter(key -> !key.expiredAt(now) && !key.revokedAt(now))
                .toList();
    }

    @Override
    public List<Event> read(EventPosition after, int max) {
        requirePresent();
        return hidden
                ? List.of()
                : events.stream()
                        .filter(event -> event.position().compareTo(after) > 0)
                        .limit(max)
                        .toList();
    }

    @Override
    public EventPosition head() {
        requirePresent();
        return events.isEmpty() ? EventPosition.START : events.getLast().position();
    }

    @Override
    public AutoCloseable onWake(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    RouteSource routes() {
        return () -> {
            requirePresent();
            return List.copyOf(routes.values());
        };
    }

    LimitSource limits() {
        return () -> {
            requirePresent();
            return List.copyOf(limits);
        };
    }

    /** A micro-dollar a token for reading and two for writing; nothing is known of other models than gpt-4o-mini. */
    static Pricing pricing() {
        return (provider, model, usage, at) -> model.equals("gpt-4o-mini")
                ? new Pricing.Priced.Cost(usage.input() + 2 * usage.output(), "test")
                : new Pricing.Priced.Unpriced("unknown");
    }

    Offers offers() {
        return () -> {
            requirePresent();
            return List.copyOf(offers.values());
        };
    }

    Upstreams upstreams() {
        return new Upstreams() {
            @Override
            public List<Upstream> all() {
                requirePresent();
                return List.copyOf(upstreams.values());
            }

            @Override
            public Optional<Upstream> find(Caller caller, String name) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Upstream register(Caller caller, Registration registration) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Probe probe(Caller caller, String upstreamId, String upstreamModel) {
                throw new UnsupportedOperationException();
            }
        };
    }

    KeyDirectory directory() {
        return new KeyDirectory() {
            @Override
            public String hash(String presentedKey) {
                return Controls.hash(presentedKey);
            }

            @Override
            public Optional<KeyGrant> find(String hash) {
                requirePresent();
                lookups.incrementAndGet();
                return Optional.ofNullable(keys.get(hash));
            }

            @Override
            public List<KeyGrant> all() {
                requirePresent();
                return liveKeys();
            }

            @Override
            public void touched(String keyId) {}
        };
    }
}
