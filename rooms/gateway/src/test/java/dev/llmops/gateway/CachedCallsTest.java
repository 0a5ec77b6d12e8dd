// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.contracts.analytics.UsageCodec;
import dev.llmops.contracts.analytics.UsageRecord;
import dev.llmops.contracts.forge.Upstream;
import dev.llmops.contracts.forge.UpstreamFailure;
import dev.llmops.contracts.gateway.CallStatus;
import dev.llmops.contracts.identity.KeyGrant;
import dev.llmops.contracts.marketplace.Offers.Offer;
import dev.llmops.gateway.ScriptedInference.Step;
import dev.llmops.gateway.cache.CacheMode;
import dev.llmops.gateway.cache.CachePolicy;
import dev.llmops.gateway.cache.CacheScope;
import dev.llmops.gateway.route.RouteSpec;
import dev.llmops.gateway.route.RouteSpec.Breaker;
import dev.llmops.gateway.route.RouteSpec.Retry;
import dev.llmops.gateway.route.RouteStrategy;
import dev.llmops.gateway.route.StoredRoute;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CachedCallsTest {
    private static final TenantId OTHER = new TenantId("01JAZ3K6Q0V8B7M4N2T9R5XWYF");
    private static final CachePolicy POLICY = new CachePolicy(CacheMode.EXACT, 60, CacheScope.SUBSCRIPTION, 65_536);
    private static final String FRAMES = "data: {\"n\":1}\n\ndata: {\"n\":2}\n\n";

    private final ShiftedClock clock = new ShiftedClock();
    private final GatewayHarness gateway;
    private String key = "";
    private long revision;

    CachedCallsTest(@TempDir Path home) throws Exception {
        gateway =
                new GatewayHarness(home, clock, new Controls(clock), new MemoryLog(), from -> Map.of(), Bounds.DEFAULT);
        gateway.lifecycle.start();
    }

    @AfterAll
    void close() {
        gateway.close();
    }

    @BeforeEach
    void reset() {
        gateway.controls.keys.clear();
        gateway.controls.offers.clear();
        gateway.controls.routes.clear();
        key = gateway.controls.subscriber("chat", Controls.UNLIMITED);
        policy(POLICY);
        gateway.upstream.requests.clear();
        gateway.upstream.answers(whole(1)).then(whole(2)).then(whole(3)).then(whole(4));
        gateway.log.entries.clear();
    }

    @Test
    void theSameRequestIsAnsweredAgainWithoutTheUpstream() throws Exception {
        HttpResponse<String> first = gateway.call(key, GatewayHarness.BODY);
        clock.advance(7_000);
        HttpResponse<String> second = gateway.call(key, GatewayHarness.BODY.replace(":[", " : [ "));

        assertOutcome(first, "miss", 1);
        assertThat(first.headers().firstValue("age")).isEmpty();
        assertOutcome(second, "hit", 1);
        assertThat(second.headers().firstValue("age")).contains("7");
        assertThat(second.headers().firstValue("content-type")).contains("application/json");
        assertThat(second.headers().firstValue("x-request-id"))
                .isNotEqualTo(first.headers().firstValue("x-request-id"));
        assertThat(gateway.upstream.requests).hasSize(1);
        assertThat(hits()).isPositive();
    }

    @Test
    void aHitLeavesOneRecordOfARequestWithoutTokens() throws Exception {
        String subscription = gateway.controls.offerOf(key).subscriptionId();
        gateway.call(key, GatewayHarness.BODY);
        HttpResponse<String> hit = gateway.call(key, GatewayHarness.BODY);

        String id = hit.headers().firstValue("x-request-id").orElseThrow();
        assertThat(gateway.log.of(id)).singleElement().isInstanceOfSatisfying(UsageCodec.Completed.class, entry -> {
            UsageRecord call = entry.call();
            assertThat(call.status()).isEqualTo(CallStatus.SUCCESS);
            assertThat(call.usage().total()).isZero();
            assertThat(call.usage().estimated()).isFalse();
        });
        assertThat(gateway.uses.used(subscription).requests()).isEqualTo(2);
        assertThat(gateway.uses.used(subscription).tokens()).isEqualTo(ScriptedInference.USAGE.total());
        assertThat(gateway.underWay()).isZero();
    }

    @Test
    void whatIsTooOldIsAskedAnew() throws Exception {
        gateway.call(key, GatewayHarness.BODY);
        clock.advance(59_000);
        assertOutcome(gateway.call(key, GatewayHarness.BODY), "hit", 1);
        clock.advance(2_000);
        assertOutcome(gateway.call(key, GatewayHarness.BODY), "miss", 2);
    }

    @Test
    void aCallerMayWishForLess() throws Exception {
        assertOutcome(wishing("cache-control", "no-store"), "bypass", 1);
        assertOutcome(gateway.call(key, GatewayHarness.BODY), "miss", 2);
        assertOutcome(wishing("cache-control", "no-store"), "bypass", 3);
        assertOutcome(wishing("cache-control", "no-cache"), "miss", 4);
        assertOutcome(gateway.call(key, GatewayHarness.BODY), "hit", 4);

        policy(POLICY);
        wishing("x-llmops-cache-ttl", "5");
        clock.advance(6_000);
        assertOutcome(gateway.call(key, GatewayHarness.BODY), "miss", 4);
        HttpResponse<String> refused = wishing("x-llmops-cache-ttl", "soon");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("\"param\":\"x-llmops-cache-ttl\"");
        GatewayHarness.await(() -> gateway.underWay() == 0);
    }

    @Test
    void anotherSubscriptionSharesOnlyWhereThePublisherSaysSo() throws Exception {
        String sameSubscription = gateway.controls.key(
                gateway.controls.offerOf(key).subscriptionId(), clock.instant().plusSeconds(3_600), null);
        String neighbour = sibling();
        gateway.call(key, GatewayHarness.BODY);
        assertOutcome(gateway.call(sameSubscription, GatewayHarness.BODY), "hit", 1);
        assertOutcome(gateway.call(neighbour, GatewayHarness.BODY), "miss", 2);

        policy(new CachePolicy(CacheMode.EXACT, 60, CacheScope.TENANT, 65_536));
        assertOutcome(gateway.call(key, GatewayHarness.BODY), "miss", 3);
        assertOutcome(gateway.call(neighbour, GatewayHarness.BODY), "hit", 3);
    }

    @Test
    void anotherTenantNeverShares() throws Exception {
        policy(new CachePolicy(CacheMode.EXACT, 60, CacheScope.TENANT, 65_536));
        String theirs = stranger();
        assertOutcome(gateway.call(key, GatewayHarness.BODY), "miss", 1);
        assertOutcome(gateway.call(theirs, GatewayHarness.BODY), "miss", 2);
        assertOutcome(gateway.call(theirs, GatewayHarness.BODY), "hit", 2);
        assertOutcome(gateway.call(key, GatewayHarness.BODY), "hit", 1);
    }

    @Test
    void aStreamIsReplayedByteForByteAndIsNotAWholeAnswer() throws Exception {
        gateway.upstream.answers(stream(FRAMES)).then(whole(2));
        HttpResponse<String> first = gateway.call(key, GatewayHarness.STREAM);
        gateway.log.entries.clear();
        HttpResponse<String> second = gateway.call(key, GatewayHarness.STREAM);

        assertThat(second.body()).isEqualTo(first.body()).isEqualTo(FRAMES + "data: [DONE]\n\n");
        assertThat(second.headers().firstValue("content-type")).contains("text/event-stream");
        assertThat(second.headers().firstValue("x-llmops-cache")).contains("hit");
        String id = second.headers().firstValue("x-request-id").orElseThrow();
        assertThat(gateway.log.of(id)).singleElement().isInstanceOf(UsageCodec.Completed.class);
        assertOutcome(gateway.call(key, GatewayHarness.BODY), "miss", 2);
    }

    @Test
    void whoLeavesALongReplayPaysForNoTokens() throws Exception {
        policy(new CachePolicy(CacheMode.EXACT, 60, CacheScope.SUBSCRIPTION, CachePolicy.MOST_MAX_BYTES));
        String frames = ("data: {\"n\":\"" + "x".repeat(1_000) + "\"}\n\n").repeat(900);
        gateway.upstream.answers(stream(frames));
        assertThat(gateway.call(key, GatewayHarness.STREAM).body()).startsWith(frames);
        assertThat(gateway.call(key, GatewayHarness.STREAM).body()).isEqualTo(frames + "data: [DONE]\n\n");
        gateway.log.entries.clear();
        try (RawClient client = new RawClient(gateway.port.get())) {
            client.post(key, GatewayHarness.STREAM).readUntil("x-llmops-cache: hit");
        }
        GatewayHarness.await(() -> gateway.underWay() == 0);
        assertThat(gateway.log.entries)
                .allSatisfy(entry -> assertThat(entry.toString()).doesNotContain("input=11"));
        assertThat(gateway.upstream.requests).hasSize(1);
    }

    @Test
    void whatFailedOrBrokeOffOrToldAnErrorIsNotKept() throws Exception {
        gateway.upstream
                .answers(ScriptedInference.failing(
                        new UpstreamFailure.Refused(400, "application/json", ScriptedInference.bytes("{}"), null)))
                .then(whole(2));
        assertThat(gateway.call(key, GatewayHarness.BODY).statusCode()).isEqualTo(400);
        assertOutcome(gateway.call(key, GatewayHarness.BODY), "miss", 2);

        gateway.upstream
                .answers(List.of(
                        sink -> sink.head(200, "text/event-stream", -1),
                        sink -> sink.bytes(ScriptedInference.bytes(FRAMES)),
                        sink -> sink.error(new UpstreamFailure.Broken("gone"), ScriptedInference.SO_FAR)))
                .then(stream("data: {\"error\": {\"message\":\"no\"}}\n\n"))
                .then(stream(FRAMES));
        gateway.call(key, GatewayHarness.STREAM);
        gateway.call(key, GatewayHarness.STREAM);
        HttpResponse<String> third = gateway.call(key, GatewayHarness.STREAM);
        assertThat(third.headers().firstValue("x-llmops-cache")).contains("miss");
        assertThat(third.body()).startsWith(FRAMES);
    }

    @Test
    void anAnswerAboveTheBoundIsNotKept() throws Exception {
        policy(new CachePolicy(CacheMode.EXACT, 60, CacheScope.SUBSCRIPTION, 1_024));
        gateway.upstream
                .answers(ScriptedInference.whole("{\"by\":\"" + "x".repeat(2_000) + "\"}"))
                .then(whole(2));
        gateway.call(key, GatewayHarness.BODY);
        assertOutcome(gateway.call(key, GatewayHarness.BODY), "miss", 2);
    }

    @Test
    void whoWantsAnswersToDifferIsNotAnsweredFromTheCache() throws Exception {
        String warm = GatewayHarness.BODY.replace("{\"model\"", "{\"temperature\":0.9,\"model\"");
        assertOutcome(gateway.call(key, warm), "bypass", 1);
        assertOutcome(gateway.call(key, warm), "bypass", 2);
        String cold = warm.replace("0.9", "0");
        assertOutcome(gateway.call(key, cold), "miss", 3);
        assertOutcome(gateway.call(key, cold), "hit", 3);
    }

    @Test
    void aServiceWithoutAPolicySaysNothingOfACache() throws Exception {
        policy(new CachePolicy(CacheMode.OFF, 60, CacheScope.TENANT, 65_536));
        gateway.call(key, GatewayHarness.BODY);
        HttpResponse<String> second = gateway.call(key, GatewayHarness.BODY);
        assertThat(second.headers().firstValue("x-llmops-cache")).isEmpty();
        assertThat(second.body()).contains("2");
    }

    private HttpResponse<String> wishing(String header, String value) throws Exception {
        return gateway.send(gateway.request("/v1/chat/completions", key)
                .header(header, value)
                .POST(HttpRequest.BodyPublishers.ofString(GatewayHarness.BODY)));
    }

    private static void assertOutcome(HttpResponse<String> answer, String outcome, int by) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-llmops-cache")).contains(outcome);
        assertThat(answer.body()).isEqualTo("{\"by\":" + by + "}");
    }

    private double hits() {
        return gateway.meters
                .get("llmops.gateway.cache")
                .tag("outcome", "hit")
                .counter()
                .count();
    }

    private static List<Step> whole(int by) {
        return ScriptedInference.whole("{\"by\":" + by + "}");
    }

    private static List<Step> stream(String frames) {
        return List.of(
                sink -> sink.head(200, "text/event-stream", -1),
                sink -> sink.bytes(ScriptedInference.bytes(frames)),
                sink -> sink.usage(ScriptedInference.USAGE),
                sink -> sink.end(ScriptedInference.bytes("data: [DONE]\n\n")));
    }

    /** A key of another subscription to the same service. */
    private String sibling() {
        Offer offer = gateway.controls.offerOf(key);
        return subscriberOf(offer, offer.tenant(), offer.upstreamId());
    }

    /** A key to a service of another tenant that is the same in all but that. */
    private String stranger() {
        Offer offer = gateway.controls.offerOf(key);
        Upstream upstream = Objects.requireNonNull(gateway.controls.upstreams.get(offer.upstreamId()));
        String upstreamId = Ulids.next();
        gateway.controls.upstreams.put(
                upstreamId,
                new Upstream(
                        upstreamId,
                        OTHER,
                        upstream.name(),
                        upstream.kind(),
                        null,
                        null,
                        upstream.timeoutMillis(),
                        0,
                        0,
                        1,
                        upstream.createdAt(),
                        upstream.updatedAt()));
        String theirs = subscriberOf(offer, OTHER, upstreamId);
        StoredRoute ours = Objects.requireNonNull(gateway.controls.routes.get("chat"));
        gateway.controls.routes.put(
                "theirs",
                new StoredRoute(OTHER, "chat", ours.spec(), revision + 1, ours.createdAt(), ours.updatedAt()));
        policy(Objects.requireNonNull(ours.spec().cache()));
        return theirs;
    }

    private String subscriberOf(Offer offer, TenantId tenant, String upstreamId) {
        String subscription = Ulids.next();
        gateway.controls.offers.put(
                subscription,
                new Offer(
                        subscription,
                        tenant,
                        offer.serviceId(),
                        offer.slug(),
                        offer.version(),
                        offer.model(),
                        offer.subscriptionState(),
                        offer.serviceState(),
                        offer.plan(),
                        upstreamId,
                        offer.upstreamModel(),
                        offer.priceProvider(),
                        offer.priceModel(),
                        null,
                        offer.publishedAt()));
        String made = gateway.controls.key(subscription, clock.instant().plusSeconds(3_600), null);
        KeyGrant grant = Objects.requireNonNull(gateway.controls.keys.get(Controls.hash(made)));
        gateway.controls.keys.put(
                grant.hash(),
                new KeyGrant(
                        grant.id(),
                        grant.hash(),
                        tenant,
                        grant.name(),
                        grant.principalId(),
                        grant.roles(),
                        grant.permissions(),
                        subscription,
                        grant.expiresAt(),
                        null));
        return made;
    }

    /** Writes the service's route, of nothing but a policy, and waits until calls follow it. */
    private void policy(CachePolicy policy) {
        RouteSpec spec = new RouteSpec(
                RouteStrategy.PRIORITY,
                List.of(),
                null,
                null,
                null,
                List.of(),
                null,
                Retry.DEFAULT,
                1_000,
                Breaker.DEFAULT,
                policy);
        StoredRoute route = new StoredRoute(Controls.TENANT, "chat", spec, ++revision, Instant.EPOCH, Instant.EPOCH);
        gateway.controls.routes.put("chat", route);
        gateway.controls.say("gateway.route_changed");
        GatewayHarness.await(() -> {
            Admission admission = gateway.snapshots.current().find(Controls.hash(key));
            Entitlement entitlement = admission == null ? null : admission.entitlement();
            if (entitlement == null) {
                return false;
            }
            return policy.mode() == CacheMode.OFF
                    ? entitlement.cache() == null
                    : entitlement.cache() != null
                            && entitlement.cache().written().startsWith(revision + " ");
        });
    }

    /** The time of day, which a test moves on. */
    private static final class ShiftedClock extends Clock {
        private final AtomicLong shiftMillis = new AtomicLong();

        void advance(long millis) {
            shiftMillis.addAndGet(millis);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.now().plusMillis(shiftMillis.get());
        }
    }
}
