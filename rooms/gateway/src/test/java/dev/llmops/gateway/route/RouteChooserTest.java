// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.route;

import static dev.llmops.gateway.route.RouteFixture.hints;
import static dev.llmops.gateway.route.RouteFixture.ids;
import static dev.llmops.gateway.route.RouteFixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.contracts.forge.UpstreamFailure;
import dev.llmops.gateway.route.RouteFixture.Draft;
import dev.llmops.kernel.Problem;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RouteChooserTest {
    private static final int DRAWS = 100_000;

    private final RouteFixture fixture = new RouteFixture();

    @Test
    void prioritiesGoFirstAndEqualOnesAreDrawnByWeight() {
        ServiceRoute route = fixture.route(new Draft()
                .target("last", target -> target.ranking(2))
                .target("a", target -> target.weighing(3))
                .target("b"));
        Map<String, Integer> first = new HashMap<>();
        for (int i = 0; i < DRAWS; i++) {
            List<String> order = fixture.order(route, request());
            first.merge(order.getFirst(), 1, Integer::sum);
            assertThat(order).hasSize(3).endsWith("last");
        }
        assertThat(first.get("a")).isBetween(74_300, 75_700);
        assertThat(first.get("b")).isBetween(24_300, 25_700);
    }

    @Test
    void weightsHoldOverManyDrawsAndAWeightOfZeroGetsNone() {
        Draft draft = new Draft();
        draft.strategy = RouteStrategy.WEIGHTED;
        int[] weights = {0, 1, 2, 7, 90};
        for (int i = 0; i < weights.length; i++) {
            int weight = weights[i];
            draft.target("t" + i, target -> target.weighing(weight));
        }
        ServiceRoute route = fixture.route(draft);
        int[] first = new int[weights.length];
        for (int i = 0; i < DRAWS; i++) {
            List<String> order = fixture.order(route, request());
            first[order.getFirst().charAt(1) - '0']++;
            assertThat(order.getLast()).isEqualTo("t0");
        }
        for (int i = 0; i < weights.length; i++) {
            double share = weights[i] / 100.0;
            double bound = 4.5 * Math.sqrt(DRAWS * share * (1 - share));
            assertThat(Math.abs(first[i] - DRAWS * share)).as("t%d", i).isLessThanOrEqualTo(bound);
        }
    }

    @Test
    void aStickyCallerStaysAndCallersSpreadByWeight() {
        Draft draft = new Draft();
        draft.strategy = RouteStrategy.WEIGHTED;
        draft.sticky = new RouteSpec.Sticky("key", null);
        draft.target("a", target -> target.weighing(1)).target("b", target -> target.weighing(3));
        ServiceRoute route = fixture.route(draft);
        int[] b = new int[1];
        for (int caller = 0; caller < 20_000; caller++) {
            RouteRequest request = request(1, "key-" + caller, Map.of(), BodyFeatures.NONE);
            List<String> order = fixture.order(route, request);
            assertThat(fixture.order(route, request)).isEqualTo(order);
            b[0] += order.getFirst().equals("b") ? 1 : 0;
        }
        assertThat(b[0]).isBetween(14_700, 15_300);
    }

    @Test
    void aTargetThatComesMovesOnlyItsOwnShareOfTheCallers() {
        Draft two = new Draft().target("a").target("b");
        Draft three = new Draft().target("a").target("b").target("c");
        RouteSpec.Sticky sticky = new RouteSpec.Sticky("header:x-session-id", null);
        two.sticky = sticky;
        three.sticky = sticky;
        ServiceRoute before = fixture.route(two);
        ServiceRoute after = new RouteFixture().route(three);
        for (int i = 0; i < 5_000; i++) {
            RouteRequest request = request(1, "k", Map.of("x-session-id", "session " + i), BodyFeatures.NONE);
            String now = fixture.order(after, request).getFirst();
            if (!now.equals("c")) {
                assertThat(now).isEqualTo(fixture.order(before, request).getFirst());
            }
        }
    }

    @Test
    void theCanaryGetsItsShareAndFallsBackToTheOthers() {
        Draft draft = new Draft().target("main").target("new");
        draft.canary = new RouteSpec.Share("new", 5);
        ServiceRoute route = fixture.route(draft);
        int canary = 0;
        for (int i = 0; i < DRAWS; i++) {
            List<String> order = fixture.order(route, request());
            canary += order.getFirst().equals("new") ? 1 : 0;
            assertThat(order).isIn(List.of("new", "main"), List.of("main"));
        }
        assertThat(canary).isBetween(4_690, 5_310);
    }

    @Test
    void aStickyCallerIsOfTheCanarysShareOrNotForGood() {
        Draft draft = new Draft().target("main").target("new");
        draft.canary = new RouteSpec.Share("new", 20);
        draft.sticky = new RouteSpec.Sticky("user", 3_600L);
        ServiceRoute route = fixture.route(draft);
        int canary = 0;
        for (int i = 0; i < 5_000; i++) {
            RouteRequest request = request(1, "k", Map.of(), new BodyFeatures(false, false, "user" + i));
            Set<String> seen = new HashSet<>();
            IntStream.range(0, 5)
                    .forEach(again -> seen.add(fixture.order(route, request).getFirst()));
            assertThat(seen).hasSize(1);
            canary += seen.contains("new") ? 1 : 0;
        }
        assertThat(canary).isBetween(870, 1_130);
    }

    @Test
    void theShadowNeverAnswersAndGetsItsShareOfCopies() {
        Draft draft = new Draft().target("main").target("copy");
        draft.shadow = new RouteSpec.Share("copy", 10);
        ServiceRoute route = fixture.route(draft);
        int copies = 0;
        for (int i = 0; i < DRAWS; i++) {
            RoutePlan plan = fixture.choose(route, request(), CallerHints.NONE);
            assertThat(ids(plan)).containsExactly("main");
            copies += plan.shadow() == null ? 0 : 1;
        }
        assertThat(copies).isBetween(9_570, 10_430);
    }

    @Test
    void fallbacksComeLastInTheirOrder() {
        Draft draft = new Draft().target("z").target("y").target("main");
        draft.fallbacks = List.of("y", "z");
        assertThat(fixture.order(fixture.route(draft), request())).containsExactly("main", "y", "z");
    }

    @Test
    void theCheapestGoesFirstAndTheUnpricedLast() {
        Draft draft = new Draft()
                .target("unpriced")
                .target("dear", target -> target.priced("dear"))
                .target("cheap", target -> target.priced("cheap"));
        draft.strategy = RouteStrategy.LEAST_COST;
        assertThat(fixture.order(fixture.route(draft), request())).containsExactly("cheap", "dear", "unpriced");
    }

    @Test
    void theLeastBusyGoesFirst() {
        Draft draft = new Draft().target("a").target("b").target("c");
        draft.strategy = RouteStrategy.LEAST_BUSY;
        ServiceRoute route = fixture.route(draft);
        enter(route, "a", 2);
        enter(route, "b", 1);
        assertThat(fixture.order(route, request())).containsExactly("c", "b", "a");
        state(route, "a").leave();
        state(route, "a").leave();
        assertThat(fixture.order(route, request())).endsWith("b");
    }

    @Test
    void theFastestGoesFirstWhatIsNotMeasuredIsTriedAndWhatIsSlowIsLookedAtAgain() {
        Draft draft = new Draft().target("slow").target("fast").target("fresh");
        draft.strategy = RouteStrategy.LEAST_LATENCY;
        ServiceRoute route = fixture.route(draft);
        state(route, "slow").answered(false, 900_000_000, 50, 1);
        state(route, "fast").answered(false, 20_000_000, 50, RouteFixture.NOW);
        int again = 0;
        for (int i = 0; i < 10_000; i++) {
            List<String> order = fixture.order(route, request());
            again += order.getFirst().equals("slow") ? 1 : 0;
            assertThat(order)
                    .isIn(
                            List.of("fresh", "fast", "slow"),
                            List.of("slow", "fresh", "fast"),
                            List.of("fresh", "fast", "slow"));
        }
        state(route, "fresh").answered(false, 500_000_000, 50, RouteFixture.NOW);
        assertThat(RouteFixture.ids(RouteChooser.explain(
                        route, request(), CallerHints.NONE, new java.util.SplittableRandom(), RouteFixture.NOW)))
                .containsExactly("fast", "fresh", "slow");
        for (int i = 0; i < 10_000; i++) {
            again += fixture.order(route, request()).getFirst().equals("slow") ? 1 : 0;
        }
        assertThat(again)
                .as("one call in fifty, once it was measured longest ago")
                .isBetween(140, 500);
    }

    @Test
    void anOpenCircuitAFullTargetATooSmallWindowAndADeletedUpstreamAreLeftOut() {
        ServiceRoute route = fixture.route(new Draft()
                .target("gone")
                .target("broken")
                .target("full", target -> target.atMost(1))
                .target("small", target -> target.holding(149L))
                .target("fits", target -> target.holding(150L)));
        IntStream.range(0, 5)
                .forEach(i -> state(route, "broken").failed(new UpstreamFailure.Broken("cut"), RouteFixture.NOW));
        enter(route, "full", 1);
        RoutePlan plan = fixture.choose(route, request(), CallerHints.NONE);
        assertThat(ids(plan)).containsExactly("fits");
        assertThat(plan.left())
                .extracting(left -> left.target().id() + " " + left.reason())
                .containsExactlyInAnyOrder(
                        "gone NO_UPSTREAM", "broken CIRCUIT_OPEN", "full BUSY", "small CONTEXT_WINDOW");
    }

    @Test
    void hintsAreHonouredOrRefused() {
        ServiceRoute route = fixture.route(new Draft()
                .target("eu", target -> target.in("eu-central-1").priced("dear").tagged("gdpr"))
                .target("us", target -> target.in("us-east-1").priced("cheap"))
                .target("nowhere"));
        assertThat(order(route, "x-llmops-region", "eu")).containsExactly("eu");
        assertThat(order(route, "x-llmops-region", "ch, us")).containsExactly("us");
        assertThat(order(route, "x-llmops-max-price", "0.0001")).containsExactly("us");
        assertThat(order(route, "x-llmops-tags", "gdpr")).containsExactly("eu");
        assertThat(order(route, "x-llmops-order", "nowhere,us")).containsExactly("nowhere", "us", "eu");
        assertThat(refusal(route, "x-llmops-region", "cn")).contains("x-llmops-region: 'cn'");
        assertThat(refusal(route, "x-llmops-max-price", "0.000001")).contains("x-llmops-max-price: '0.000001'");
        assertThat(refusal(route, "x-llmops-tags", "hipaa")).contains("x-llmops-tags: 'hipaa'");
        assertThatThrownBy(() -> hints(Map.of("x-llmops-order", "asia")).requireKnown(route))
                .hasMessageContaining("x-llmops-order: 'asia'");
    }

    private List<String> order(ServiceRoute route, String header, String value) {
        return ids(fixture.choose(route, request(), hints(Map.of(header, value))));
    }

    private String refusal(ServiceRoute route, String header, String value) {
        CallerHints hints = hints(Map.of(header, value));
        Problem refusal = fixture.choose(route, request(), hints).refusal(hints, RouteFixture.NOW);
        assertThat(refusal).isNotNull();
        return refusal == null ? "" : refusal.detail();
    }

    private static TargetState state(ServiceRoute route, String id) {
        Target target = route.target(id);
        if (target == null) {
            throw new AssertionError("no target " + id);
        }
        return target.state();
    }

    private static void enter(ServiceRoute route, String id, int times) {
        IntStream.range(0, times).forEach(i -> state(route, id).enter(null, RouteFixture.NOW));
    }
}
