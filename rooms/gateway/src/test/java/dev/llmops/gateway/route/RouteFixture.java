// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.route;

import dev.llmops.contracts.costops.Pricing;
import dev.llmops.contracts.forge.Upstream;
import dev.llmops.contracts.forge.UpstreamKind;
import dev.llmops.gateway.route.RouteSpec.TargetSpec;
import dev.llmops.kernel.TenantId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Routes and requests for tests of the choice, without anything around it. */
final class RouteFixture {
    static final TenantId TENANT = new TenantId("01JAZ3K6Q0V8B7M4N2T9R5XWYE");
    static final long NOW = 1_700_000_000_000L;

    /** A micro-dollar a token for reading and two for writing; the model {@code cheap} costs a tenth. */
    static final Pricing PRICING = (provider, model, usage, at) -> {
        long cost = usage.input() + 2 * usage.output();
        return switch (model) {
            case "dear" -> new Pricing.Priced.Cost(cost, "test");
            case "cheap" -> new Pricing.Priced.Cost(cost / 10, "test");
            default -> new Pricing.Priced.Unpriced("unknown");
        };
    };

    final TargetStates states = new TargetStates(new SimpleMeterRegistry(), Clock.systemUTC());
    private final RouteCompiler compiler = new RouteCompiler(states, PRICING, Clock.systemUTC());
    private final SplittableRandom random = new SplittableRandom(7);

    /** What a test says of a route; the rest is as nobody said anything. */
    static final class Draft {
        RouteStrategy strategy = RouteStrategy.PRIORITY;
        final List<TargetSpec> targets = new ArrayList<>();
        RouteSpec.@Nullable Sticky sticky;
        RouteSpec.@Nullable Share canary;
        RouteSpec.@Nullable Share shadow;
        List<String> fallbacks = List.of();

        Draft target(String id, UnaryOperator<TargetDraft> more) {
            targets.add(more.apply(new TargetDraft(id)).spec());
            return this;
        }

        Draft target(String id) {
            return target(id, draft -> draft);
        }

        RouteSpec spec() {
            return new RouteSpec(
                    strategy,
                    targets,
                    sticky,
                    canary,
                    shadow,
                    fallbacks,
                    null,
                    RouteSpec.Retry.DEFAULT,
                    60_000,
                    RouteSpec.Breaker.DEFAULT,
                    null);
        }
    }

    /** A target in the making. */
    record TargetDraft(
            String id,
            int weight,
            int priority,
            List<String> tags,
            @Nullable Long window,
            @Nullable String region,
            @Nullable String when,
            @Nullable Integer max,
            @Nullable String priceModel) {
        TargetDraft(String id) {
            this(id, 1, 0, List.of(), null, null, null, null, null);
        }

        TargetDraft weighing(int value) {
            return new TargetDraft(id, value, priority, tags, window, region, when, max, priceModel);
        }

        TargetDraft ranking(int value) {
            return new TargetDraft(id, weight, value, tags, window, region, when, max, priceModel);
        }

        TargetDraft tagged(String... values) {
            return new TargetDraft(id, weight, priority, List.of(values), window, region, when, max, priceModel);
        }

        TargetDraft holding(@Nullable Long value) {
            return new TargetDraft(id, weight, priority, tags, value, region, when, max, priceModel);
        }

        TargetDraft in(@Nullable String value) {
            return new TargetDraft(id, weight, priority, tags, window, value, when, max, priceModel);
        }

        TargetDraft when(@Nullable String value) {
            return new TargetDraft(id, weight, priority, tags, window, region, value, max, priceModel);
        }

        TargetDraft atMost(int value) {
            return new TargetDraft(id, weight, priority, tags, window, region, when, value, priceModel);
        }

        TargetDraft priced(@Nullable String value) {
            return new TargetDraft(id, weight, priority, tags, window, region, when, max, value);
        }

        TargetSpec spec() {
            return new TargetSpec(
                    id,
                    id,
                    "up-" + id,
                    "model-" + id,
                    weight,
                    priority,
                    tags,
                    window,
                    region,
                    when,
                    max,
                    null,
                    priceModel == null ? null : "test",
                    priceModel,
                    null);
        }
    }

    ServiceRoute route(Draft draft) {
        StoredRoute stored = new StoredRoute(TENANT, "chat", draft.spec(), 1, Instant.EPOCH, Instant.EPOCH);
        return compiler.compile(
                stored,
                id -> id.endsWith("-gone") ? null : upstream(id),
                new Target.Prices("chat-model@1.0.0", "test", "unpriced"));
    }

    static Upstream upstream(String id) {
        return new Upstream(
                id, TENANT, id, UpstreamKind.SIMULATOR, null, null, 5_000, 0, 0, 1, Instant.EPOCH, Instant.EPOCH);
    }

    RoutePlan choose(ServiceRoute route, RouteRequest request, CallerHints hints) {
        return RouteChooser.choose(route, request, hints, random, NOW);
    }

    List<String> order(ServiceRoute route, RouteRequest request) {
        return ids(choose(route, request, CallerHints.NONE));
    }

    static List<String> ids(RoutePlan plan) {
        return plan.order().stream().map(Target::id).toList();
    }

    static CallerHints hints(Map<String, String> headers) {
        return CallerHints.of(headers::get);
    }

    static RouteRequest request() {
        return request(100, "key-1", Map.of(), BodyFeatures.NONE);
    }

    static RouteRequest request(long tokens, String key, Map<String, String> headers, BodyFeatures features) {
        return new RouteRequest(
                "chat",
                tokens,
                50,
                false,
                new RouteRequest.Who(TENANT.value(), "subscription-1", key),
                headers,
                () -> features);
    }
}
