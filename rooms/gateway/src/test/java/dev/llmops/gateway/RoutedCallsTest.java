// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.contracts.analytics.UsageCodec;
import dev.llmops.contracts.analytics.UsageRecord;
import dev.llmops.contracts.forge.UpstreamFailure;
import dev.llmops.contracts.gateway.CallStatus;
import dev.llmops.gateway.ScriptedInference.Step;
import dev.llmops.gateway.route.RouteSpec;
import dev.llmops.gateway.route.RouteSpec.Breaker;
import dev.llmops.gateway.route.RouteSpec.Hedge;
import dev.llmops.gateway.route.RouteSpec.Retry;
import dev.llmops.gateway.route.RouteSpec.TargetSpec;
import dev.llmops.gateway.route.RouteStrategy;
import dev.llmops.gateway.route.StoredRoute;
import io.vertx.core.Vertx;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Calls of a service with a route: who answers, what the client sees, what is recorded. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RoutedCallsTest {
    private static final String STREAM_FRAME = "data: {\"n\":1}\n\n";

    private final Map<String, ScriptedInference> targets = new ConcurrentHashMap<>();
    private final GatewayHarness gateway;
    private String key = "";
    private int routes;

    RoutedCallsTest(@TempDir Path home) throws Exception {
        Clock clock = Clock.systemUTC();
        gateway = new GatewayHarness(
                home,
                clock,
                new Controls(clock),
                new MemoryLog(),
                from -> Map.of(),
                Bounds.DEFAULT,
                (vertx, scripted) ->
                        (request, sink) -> of(vertx, request.upstreamModel()).start(request, sink));
        gateway.lifecycle.start();
    }

    private ScriptedInference of(Vertx vertx, String model) {
        return targets.computeIfAbsent(model, ignored -> new ScriptedInference(vertx));
    }

    @AfterAll
    void close() {
        gateway.close();
    }

    @BeforeEach
    void reset() {
        targets.clear();
        gateway.log.entries.clear();
        gateway.controls.routes.clear();
        gateway.controls.keys.clear();
        gateway.controls.offers.clear();
        key = gateway.controls.subscriber("chat", Controls.UNLIMITED);
        at("a").answers(ScriptedInference.whole("{\"by\":\"a\"}"));
        at("b").answers(ScriptedInference.whole("{\"by\":\"b\"}"));
        at("c").answers(ScriptedInference.whole("{\"by\":\"c\"}"));
    }

    @Test
    void thePreferredTargetAnswersAndIsNamedAndRecorded() throws Exception {
        route(new Draft());
        HttpResponse<String> answer = gateway.call(key, GatewayHarness.BODY);
        assertAnsweredBy(answer, "a");
        assertThat(at("a").requests.getFirst().body().remaining()).isPositive();
        assertThat(bodyOf("a")).contains("\"model\":\"a\"");
        UsageRecord record = onlyRecord();
        assertThat(record.status()).isEqualTo(CallStatus.SUCCESS);
        assertThat(record.model()).isEqualTo("a-model@1.0.0");
        assertThat(record.priceProvider() + "/" + record.priceModel()).isEqualTo("openai/gpt-4o-mini");
    }

    @Test
    void aTargetThatFailsIsTriedAgainAndThenTheNextOne() throws Exception {
        at("a").answers(ScriptedInference.failing(refused(500, null)));
        route(new Draft());
        assertAnsweredBy(gateway.call(key, GatewayHarness.BODY), "b");
        assertThat(at("a").requests).hasSize(3);
        assertThat(bodyOf("b")).contains("\"model\":\"b\"");
        assertThat(onlyRecord().model()).isEqualTo("b-model@1.0.0");
    }

    @Test
    void aTargetThatIsAwayOrSlowOrRefusesOurCredentialLeavesItToTheNext() throws Exception {
        for (UpstreamFailure failure : List.of(
                new UpstreamFailure.Unreachable("refused"),
                new UpstreamFailure.TimedOut(Duration.ofMillis(10)),
                refused(401, null),
                refused(404, null))) {
            at("a").answers(ScriptedInference.failing(failure));
            route(new Draft());
            assertAnsweredBy(gateway.call(key, GatewayHarness.BODY), "b");
        }
    }

    @Test
    void theClientsFaultIsAnsweredAtOnce() throws Exception {
        at("a").answers(ScriptedInference.failing(refused(422, null)));
        route(new Draft());
        assertThat(gateway.call(key, GatewayHarness.BODY).statusCode()).isEqualTo(422);
        assertThat(at("b").requests).isEmpty();
    }

    @Test
    void aBusyTargetThatAsksForLongerThanTheDeadlineIsNotWaitedFor() throws Exception {
        at("a").answers(ScriptedInference.failing(refused(429, Duration.ofSeconds(90))));
        route(new Draft());
        long start = System.nanoTime();
        assertAnsweredBy(gateway.call(key, GatewayHarness.BODY), "b");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(at("a").requests).hasSize(1);
    }

    @Test
    void ofAStreamThatFailsBeforeItsFirstFrameTheClientSeesOnlyTheGoodOne() throws Exception {
        at("a").answers(List.of(
                sink -> sink.head(200, "text/event-stream", -1),
                sink -> sink.error(new UpstreamFailure.Broken("an error as the first frame"), null)));
        at("b").answers(stream());
        route(new Draft());
        HttpResponse<String> answer = gateway.call(key, GatewayHarness.STREAM);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(STREAM_FRAME + "data: [DONE]\n\n");
        assertThat(answer.headers().allValues("x-llmops-target")).containsExactly("b");
        assertThat(gateway.log.entries)
                .hasSize(2)
                .first()
                .isInstanceOfSatisfying(
                        UsageCodec.Opened.class,
                        opened -> assertThat(opened.call().model()).isEqualTo("b-model@1.0.0"));
    }

    @Test
    void aStreamThatFailsAfterItsFirstFrameIsNotContinuedByAnother() throws Exception {
        at("a").answers(List.of(
                sink -> sink.head(200, "text/event-stream", -1),
                sink -> sink.bytes(ScriptedInference.bytes(STREAM_FRAME)),
                sink -> sink.error(new UpstreamFailure.Broken("cut"), ScriptedInference.SO_FAR)));
        route(new Draft());
        HttpResponse<String> answer = gateway.call(key, GatewayHarness.STREAM);
        assertThat(answer.body()).startsWith(STREAM_FRAME + "data: {\"error\"").doesNotContain("[DONE]");
        assertThat(at("b").requests).isEmpty();
    }

    @Test
    void fiveFailuresOpenTheTargetsCircuitAndOneCallProbesIt() throws Exception {
        at("a").answers(ScriptedInference.failing(new UpstreamFailure.Unreachable("refused")));
        Draft draft = new Draft();
        draft.retry = new Retry(0, 1, 1);
        draft.circuit = new Breaker(5, 400);
        route(draft);
        for (int i = 0; i < 8; i++) {
            assertAnsweredBy(gateway.call(key, GatewayHarness.BODY), "b");
        }
        assertThat(at("a").requests).hasSize(5);
        at("a").answers(ScriptedInference.whole("{\"by\":\"a\"}"));
        GatewayHarness.await(() -> answeredBy("a"));
        assertThat(at("a").requests).hasSize(6);
        assertAnsweredBy(gateway.call(key, GatewayHarness.BODY), "a");
    }

    @Test
    void aSlowTargetIsHedgedAndTheLoserIsGivenUpAndNotPaidFor() throws Exception {
        at("a").answers(List.of());
        at("b").answers(stream());
        Draft draft = new Draft();
        draft.hedge = new Hedge(30, 1);
        route(draft);
        HttpResponse<String> answer = gateway.call(key, GatewayHarness.STREAM);
        assertThat(answer.body()).isEqualTo(STREAM_FRAME + "data: [DONE]\n\n");
        assertThat(answer.headers().allValues("x-llmops-target")).containsExactly("b");
        assertThat(at("a").cancelled).hasValue(1);
        assertThat(at("c").requests).isEmpty();
        assertThat(gateway.log.entries).hasSize(2);
        assertThat(gateway.uses
                        .used(gateway.controls.offerOf(key).subscriptionId())
                        .requests())
                .isEqualTo(1);
    }

    @Test
    void aFullTargetIsPassedOver() throws Exception {
        at("a").answers(List.of());
        Draft draft = new Draft();
        draft.maxConcurrency = 1;
        route(draft);
        CompletableFuture<HttpResponse<String>> waiting = gateway.client()
                .sendAsync(
                        gateway.request("/v1/chat/completions", key)
                                .POST(HttpRequest.BodyPublishers.ofString(GatewayHarness.BODY))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        GatewayHarness.await(() -> at("a").requests.size() == 1);
        assertAnsweredBy(gateway.call(key, GatewayHarness.BODY), "b");
        waiting.cancel(true);
        GatewayHarness.await(() -> gateway.underWay() == 0);
        at("a").answers(ScriptedInference.whole("{\"by\":\"a\"}"));
        assertAnsweredBy(gateway.call(key, GatewayHarness.BODY), "a");
    }

    @Test
    void aRequestThatATargetFindsTooLongGoesToALargerOne() throws Exception {
        at("a").answers(ScriptedInference.failing(new UpstreamFailure.Refused(
                400,
                "application/json",
                ScriptedInference.bytes("{\"error\":{\"code\":\"context_length_exceeded\"}}"),
                null)));
        Draft draft = new Draft();
        draft.windows = new long[] {4_000, 4_000, 8_000};
        route(draft);
        assertAnsweredBy(gateway.call(key, GatewayHarness.BODY), "c");
        assertThat(at("b").requests).isEmpty();
        String large = GatewayHarness.BODY.replace("hello", "x".repeat(20_000));
        assertAnsweredBy(gateway.call(key, large), "c");
        assertThat(at("a").requests).hasSize(1);
        HttpResponse<String> refused = gateway.call(key, GatewayHarness.BODY.replace("hello", "x".repeat(40_000)));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("context window");
    }

    @Test
    void aShadowGetsACopyThatNobodySeesOrPaysFor() throws Exception {
        Draft draft = new Draft();
        draft.shadow = new RouteSpec.Share("c", 100);
        route(draft);
        assertAnsweredBy(gateway.call(key, GatewayHarness.BODY), "a");
        GatewayHarness.await(() -> gateway.meters
                        .counter("llmops.gateway.shadows", "outcome", "answered")
                        .count()
                == 1);
        assertThat(at("c").requests).hasSize(1);
        assertThat(bodyOf("c")).contains("\"model\":\"c\"");
        assertThat(at("c").requests.getFirst().callId())
                .isNotEqualTo(at("a").requests.getFirst().callId());
        assertThat(gateway.log.entries).hasSize(1);
    }

    @Test
    void aClientThatLeavesEndsWhatIsUnderWay() throws Exception {
        at("a").answers(List.of());
        at("b").answers(List.of());
        Draft draft = new Draft();
        draft.hedge = new Hedge(10, 1);
        route(draft);
        CompletableFuture<HttpResponse<String>> waiting = gateway.client()
                .sendAsync(
                        gateway.request("/v1/chat/completions", key)
                                .POST(HttpRequest.BodyPublishers.ofString(GatewayHarness.BODY))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        GatewayHarness.await(() -> at("b").requests.size() == 1);
        waiting.cancel(true);
        GatewayHarness.await(
                () -> at("a").cancelled.get() == 1 && at("b").cancelled.get() == 1);
        GatewayHarness.await(() -> gateway.log.entries.size() == 1);
        assertThat(onlyRecord().status()).isEqualTo(CallStatus.ABORTED);
    }

    @Test
    void hintsChooseOrAreRefusedInTheClientsDialectAndCostNothing() throws Exception {
        route(new Draft());
        assertAnsweredBy(hinted("x-llmops-order", "c"), "c");
        assertThat(hinted("x-llmops-order", "nobody").statusCode()).isEqualTo(400);
        HttpResponse<String> malformed = hinted("x-llmops-max-price", "cheap");
        assertThat(malformed.statusCode()).isEqualTo(400);
        assertThat(malformed.body()).contains("\"param\":\"x-llmops-max-price\"", "validation_failed");
        assertThat(hinted("x-llmops-region", "eu").statusCode()).isEqualTo(400);
        assertThat(gateway.uses
                        .used(gateway.controls.offerOf(key).subscriptionId())
                        .requests())
                .isEqualTo(1);
    }

    @Test
    void hintsHoldForAServiceWithoutARouteToo() throws Exception {
        at("upstream-chat").answers(ScriptedInference.whole("{\"by\":\"own\"}"));
        HttpResponse<String> cheap = hinted("x-llmops-max-price", "1");
        assertThat(cheap.body()).isEqualTo("{\"by\":\"own\"}");
        assertThat(cheap.headers().firstValue("x-llmops-target")).isEmpty();
        assertThat(hinted("x-llmops-max-price", "0.0001").statusCode()).isEqualTo(400);
        assertThat(hinted("x-llmops-region", "eu").statusCode()).isEqualTo(400);
    }

    @Test
    void whenEveryTargetFailsTheLastFailureIsToldAndRecordedOnce() throws Exception {
        for (String target : List.of("a", "b", "c")) {
            at(target).answers(ScriptedInference.failing(new UpstreamFailure.Unreachable("refused")));
        }
        route(new Draft());
        assertThat(gateway.call(key, GatewayHarness.BODY).statusCode()).isEqualTo(503);
        assertThat(onlyRecord().errorCode()).isEqualTo("upstream_unavailable");
        assertThat(gateway.underWay()).isZero();
    }

    @Test
    void allTargetsShareOneDeadline() throws Exception {
        for (String target : List.of("a", "b", "c")) {
            at(target).answers(ScriptedInference.failing(refused(503, null)));
        }
        Draft draft = new Draft();
        draft.deadlineMillis = 300;
        draft.retry = new Retry(10, 100, 100);
        route(draft);
        long start = System.nanoTime();
        assertThat(gateway.call(key, GatewayHarness.BODY).statusCode()).isEqualTo(502);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    }

    private boolean answeredBy(String target) {
        try {
            return gateway.call(key, GatewayHarness.BODY)
                    .headers()
                    .firstValue("x-llmops-target")
                    .orElse("")
                    .equals(target);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> hinted(String header, String value) throws Exception {
        return gateway.send(gateway.request("/v1/chat/completions", key)
                .header(header, value)
                .POST(HttpRequest.BodyPublishers.ofString(GatewayHarness.BODY)));
    }

    private static void assertAnsweredBy(HttpResponse<String> answer, String target) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"by\":\"" + target + "\"}");
        assertThat(answer.headers().allValues("x-llmops-target")).containsExactly(target);
    }

    private String bodyOf(String target) {
        return java.nio.charset.StandardCharsets.UTF_8
                .decode(at(target).requests.getFirst().body().duplicate())
                .toString();
    }

    private UsageRecord onlyRecord() {
        assertThat(gateway.log.entries).hasSize(1);
        if (gateway.log.entries.getFirst() instanceof UsageCodec.Completed completed) {
            return completed.call();
        }
        throw new AssertionError("no complete record: " + gateway.log.entries);
    }

    private ScriptedInference at(String target) {
        return of(gateway.vertx, target);
    }

    private static List<Step> stream() {
        return List.of(
                sink -> sink.head(200, "text/event-stream", -1),
                sink -> sink.bytes(ScriptedInference.bytes(STREAM_FRAME)),
                sink -> sink.usage(ScriptedInference.USAGE),
                sink -> sink.end(ScriptedInference.bytes("data: [DONE]\n\n")));
    }

    private static UpstreamFailure.Refused refused(int status, @Nullable Duration retryAfter) {
        return new UpstreamFailure.Refused(status, "text/plain", ScriptedInference.bytes("no"), retryAfter);
    }

    /** What a test says of the route over a, b and c, in this order. */
    private static final class Draft {
        Retry retry = new Retry(2, 1, 5);

        @Nullable
        Breaker circuit;

        @Nullable
        Hedge hedge;

        RouteSpec.@Nullable Share shadow;

        @Nullable
        Integer maxConcurrency;

        long @Nullable [] windows;
        long deadlineMillis = 10_000;
    }

    /** Writes the route and waits until calls follow it. */
    private void route(Draft draft) {
        List<TargetSpec> specs = new ArrayList<>();
        String upstream = gateway.controls.offerOf(key).upstreamId();
        for (String id : List.of("a", "b", "c")) {
            int rank = specs.size();
            specs.add(new TargetSpec(
                    id,
                    "chat",
                    upstream,
                    id,
                    1,
                    rank,
                    List.of(),
                    draft.windows == null ? null : draft.windows[rank],
                    null,
                    null,
                    draft.maxConcurrency,
                    id + "-model@1.0.0",
                    "openai",
                    "gpt-4o-mini",
                    null));
        }
        RouteSpec spec = new RouteSpec(
                RouteStrategy.PRIORITY,
                specs,
                null,
                null,
                draft.shadow,
                List.of(),
                draft.hedge,
                draft.retry,
                draft.deadlineMillis + ++routes,
                // Never the same twice, so that no test meets what another measured.
                draft.circuit == null ? new Breaker(5, 30_000 + routes) : draft.circuit);
        gateway.controls.routes.put(
                "chat", new StoredRoute(Controls.TENANT, "chat", spec, routes, Instant.EPOCH, Instant.EPOCH));
        gateway.controls.say("gateway.route_changed");
        GatewayHarness.await(() -> {
            Admission admission = gateway.snapshots.current().find(Controls.hash(key));
            Entitlement entitlement = admission == null ? null : admission.entitlement();
            return entitlement != null && entitlement.route() != null && deadline(entitlement) == spec.deadlineMillis();
        });
    }

    private static long deadline(Entitlement entitlement) {
        return Objects.requireNonNull(entitlement.route()).deadlineMillis();
    }
}
