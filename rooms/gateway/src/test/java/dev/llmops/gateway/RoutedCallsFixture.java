// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.contracts.analytics.UsageCodec;
import dev.llmops.contracts.analytics.UsageRecord;
import dev.llmops.contracts.forge.UpstreamFailure;
import dev.llmops.gateway.ScriptedInference.Step;
import dev.llmops.gateway.cache.CachePolicy;
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
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/** A gateway in front of the targets a, b and c, each of which does what the test says. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RoutedCallsFixture {
    static final String STREAM_FRAME = "data: {\"n\":1}\n\n";

    private final Map<String, ScriptedInference> targets = new ConcurrentHashMap<>();
    final GatewayHarness gateway;
    String key = "";
    private int routes;

    RoutedCallsFixture(Path home) throws Exception {
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

    boolean answeredBy(String target) {
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

    HttpResponse<String> hinted(String header, String value) throws Exception {
        return gateway.send(gateway.request("/v1/chat/completions", key)
                .header(header, value)
                .POST(HttpRequest.BodyPublishers.ofString(GatewayHarness.BODY)));
    }

    static void assertAnsweredBy(HttpResponse<String> answer, String target) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"by\":\"" + target + "\"}");
        assertThat(answer.headers().allValues("x-llmops-target")).containsExactly(target);
    }

    String bodyOf(String target) {
        return java.nio.charset.StandardCharsets.UTF_8
                .decode(at(target).requests.getFirst().body().duplicate())
                .toString();
    }

    UsageRecord onlyRecord() {
        assertThat(gateway.log.entries).hasSize(1);
        if (gateway.log.entries.getFirst() instanceof UsageCodec.Completed completed) {
            return completed.call();
        }
        throw new AssertionError("no complete record: " + gateway.log.entries);
    }

    ScriptedInference at(String target) {
        return of(gateway.vertx, target);
    }

    static List<Step> stream() {
        return List.of(
                sink -> sink.head(200, "text/event-stream", -1),
                sink -> sink.bytes(ScriptedInference.bytes(STREAM_FRAME)),
                sink -> sink.usage(ScriptedInference.USAGE),
                sink -> sink.end(ScriptedInference.bytes("data: [DONE]\n\n")));
    }

    static UpstreamFailure.Refused refused(int status, @Nullable Duration retryAfter) {
        return new UpstreamFailure.Refused(status, "text/plain", ScriptedInference.bytes("no"), retryAfter);
    }

    /** What a test says of the route over a, b and c, in this order. */
    static final class Draft {
        Retry retry = new Retry(2, 1, 5);

        @Nullable
        Breaker circuit;

        @Nullable
        Hedge hedge;

        RouteSpec.@Nullable Share shadow;

        @Nullable
        Integer maxConcurrency;

        @Nullable
        CachePolicy cache;

        long @Nullable [] windows;
        long deadlineMillis = 10_000;
    }

    /** Writes the route and waits until calls follow it. */
    void route(Draft draft) {
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
                draft.circuit == null ? new Breaker(5, 30_000 + routes) : draft.circuit,
                draft.cache);
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
