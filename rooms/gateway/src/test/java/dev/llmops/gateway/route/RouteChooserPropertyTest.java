// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.contracts.forge.UpstreamFailure;
import dev.llmops.gateway.route.RouteFixture.Draft;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever the route, the request, the hints and the state: who is left out is never called, and nobody is forgotten. */
final class RouteChooserPropertyTest {
    private static final List<String> REGIONS = List.of("eu-west-1", "eu", "us-east-1", "ch");
    private static final String MANY = "request.tokens > 500";
    private static final String IMAGES = "request.has_images";
    private static final List<String> RULES = List.of(MANY, IMAGES, "request.tokens < 5000 && !request.has_tools");

    @Property(tries = 2_000)
    void noTargetIsCalledThatSomethingExcludes(@ForAll long seed) {
        Random random = new Random(seed);
        RouteFixture fixture = new RouteFixture();
        ServiceRoute route = fixture.route(draft(random));
        route.targets().forEach(target -> trouble(target, random));
        BodyFeatures features = new BodyFeatures(random.nextBoolean(), random.nextBoolean(), "u");
        RouteRequest request = RouteFixture.request(random.nextInt(20_000), "k", Map.of(), features);
        CallerHints hints = RouteFixture.hints(headers(random));
        RoutePlan plan = fixture.choose(route, request, hints);
        for (Target target : plan.order()) {
            assertAllowed(target, request, features, hints);
            assertThat(target).isNotSameAs(route.shadow());
        }
        int known = new HashSet<>(plan.order()).size() + plan.left().size();
        int all = 0;
        for (Target ignored : route.targets()) {
            all++;
        }
        assertThat(known).as("each target is in the order or left out, once").isEqualTo(all);
        assertThat(plan.refusal(hints, RouteFixture.NOW) == null)
                .isEqualTo(!plan.order().isEmpty());
    }

    private static void assertAllowed(Target target, RouteRequest request, BodyFeatures features, CallerHints hints) {
        RouteSpec.TargetSpec spec = target.spec();
        long tokens = request.inputTokens();
        if (spec.when() != null) {
            boolean holds =
                    switch (spec.when()) {
                        case MANY -> tokens > 500;
                        case IMAGES -> features.images();
                        default -> tokens < 5_000 && !features.tools();
                    };
            assertThat(holds).as(spec.when()).isTrue();
        }
        if (spec.contextWindow() != null) {
            assertThat(tokens + request.outputTokens()).isLessThanOrEqualTo(spec.contextWindow());
        }
        if (!hints.regions().isEmpty()) {
            assertThat(spec.region()).isNotNull();
            assertThat(hints.regions()).anyMatch(asked -> (spec.region() + "-").startsWith(asked + "-"));
        }
        if (hints.maxPriceMicroUsd() != null) {
            assertThat(target.cost(request)).isNotNull().isLessThanOrEqualTo(hints.maxPriceMicroUsd());
        }
        assertThat(target.state().circuit().waitMillis(RouteFixture.NOW)).isZero();
        assertThat(target.state().full(spec.maxConcurrency())).isFalse();
        assertThat(target.upstream()).isNotNull();
    }

    private static Draft draft(Random random) {
        Draft draft = new Draft();
        draft.strategy = List.of(RouteStrategy.values()).get(random.nextInt(5));
        int count = 2 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            draft.target(random.nextInt(10) == 0 ? i + "-gone" : "t" + i, target -> target.weighing(random.nextInt(4))
                    .ranking(random.nextInt(3))
                    .holding(random.nextBoolean() ? null : 100L + random.nextInt(20_000))
                    .in(random.nextBoolean() ? null : REGIONS.get(random.nextInt(REGIONS.size())))
                    .when(random.nextBoolean() ? null : RULES.get(random.nextInt(RULES.size())))
                    .atMost(1 + random.nextInt(3))
                    .priced(random.nextBoolean() ? null : random.nextBoolean() ? "dear" : "cheap"));
        }
        if (random.nextBoolean()) {
            draft.canary = new RouteSpec.Share(draft.targets.get(0).id(), random.nextInt(101));
        }
        if (count > 2 && random.nextBoolean()) {
            draft.shadow = new RouteSpec.Share(draft.targets.get(1).id(), random.nextInt(101));
        }
        if (count > 3 && random.nextBoolean()) {
            draft.fallbacks =
                    List.of(draft.targets.get(3).id(), draft.targets.get(2).id());
        }
        return draft;
    }

    private static void trouble(Target target, Random random) {
        IntStream.range(0, random.nextInt(8))
                .forEach(i -> target.state().failed(new UpstreamFailure.Broken("cut"), RouteFixture.NOW));
        IntStream.range(0, random.nextInt(4)).forEach(i -> target.state().enter(null, RouteFixture.NOW));
    }

    private static Map<String, String> headers(Random random) {
        Map<String, String> headers = new HashMap<>();
        if (random.nextInt(3) == 0) {
            headers.put(CallerHints.REGION, random.nextBoolean() ? "eu" : "us,ch");
        }
        if (random.nextInt(3) == 0) {
            headers.put(CallerHints.MAX_PRICE, "0.00" + random.nextInt(100));
        }
        return headers;
    }
}
