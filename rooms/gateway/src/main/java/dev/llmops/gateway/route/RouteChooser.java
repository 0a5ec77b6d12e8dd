// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.route;

import dev.llmops.gateway.route.RoutePlan.Left;
import dev.llmops.gateway.route.RouteSpec.Share;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Chooses for one call: first what may not be called is left out, then what is left is ordered. Changes nothing; two
 * choices from the same request, state and random numbers are the same.
 *
 * <p>Draws by weight give each target the key −ln(u)/weight and take the smallest (Efraimidis and Spirakis, 2006), so
 * that one draw orders all of them; for sticky callers u is a hash of caller and target instead of a random number, so
 * that nothing has to be remembered and a target that comes or goes moves only its own share.
 */
public final class RouteChooser {
    /** One call in so many goes to the target that was not measured for the longest time. */
    private static final int EXPLORE_ONE_IN = 50;

    private static final long STALE_MILLIS = 30_000;

    private final ServiceRoute route;
    private final RouteRequest request;
    private final CallerHints hints;
    private final RandomGenerator random;
    private final long nowMillis;
    private final boolean exploring;
    private final @Nullable String caller;
    private final List<Left> left = new ArrayList<>(4);

    private RouteChooser(
            ServiceRoute route,
            RouteRequest request,
            CallerHints hints,
            RandomGenerator random,
            long nowMillis,
            boolean exploring) {
        this.route = route;
        this.request = request;
        this.hints = hints;
        this.random = random;
        this.nowMillis = nowMillis;
        this.exploring = exploring;
        this.caller = StickyDraw.caller(route.spec().sticky(), request);
    }

    public static RoutePlan choose(
            ServiceRoute route, RouteRequest request, CallerHints hints, RandomGenerator random, long nowMillis) {
        return new RouteChooser(route, request, hints, random, nowMillis, true).choose();
    }

    /** The same as for a call, but for the few that go out to measure. */
    static RoutePlan explain(
            ServiceRoute route, RouteRequest request, CallerHints hints, RandomGenerator random, long nowMillis) {
        return new RouteChooser(route, request, hints, random, nowMillis, false).choose();
    }

    private RoutePlan choose() {
        List<Target> order = new ArrayList<>();
        Target canary = route.canary();
        if (canary != null && !canaryDrawn(canary)) {
            left.add(new Left(canary, LeftOut.CANARY_NOT_DRAWN));
        } else if (canary != null && allowed(canary)) {
            order.add(canary);
        }
        order.addAll(ordered(route.main()));
        for (Target target : route.fallbacks()) {
            if (allowed(target)) {
                order.add(target);
            }
        }
        Target shadow = route.shadow();
        if (shadow != null) {
            left.add(new Left(shadow, LeftOut.SHADOW));
        }
        return new RoutePlan(route, preferred(order), shadowDrawn(), List.copyOf(left));
    }

    private boolean allowed(Target target) {
        LeftOut reason = reason(target);
        if (reason != null) {
            left.add(new Left(target, reason));
        }
        return reason == null;
    }

    private @Nullable LeftOut reason(Target target) {
        RouteRule rule = target.rule();
        if (target.upstream() == null) {
            return LeftOut.NO_UPSTREAM;
        } else if (rule != null && !rule.holds(request, hints.tags())) {
            return LeftOut.RULE;
        } else if (!target.spec().tags().containsAll(hints.tags())) {
            return LeftOut.TAGS;
        } else if (!hints.allowsRegion(target.spec().region())) {
            return LeftOut.REGION;
        } else if (!target.holds(request.inputTokens() + request.outputTokens())) {
            return LeftOut.CONTEXT_WINDOW;
        } else if (hints.maxPriceMicroUsd() != null && !hints.allowsPrice(target.cost(request))) {
            return LeftOut.PRICE;
        } else if (target.state().circuit().waitMillis(nowMillis) > 0) {
            return LeftOut.CIRCUIT_OPEN;
        }
        return target.state().full(target.spec().maxConcurrency()) ? LeftOut.BUSY : null;
    }

    private List<Target> ordered(List<Target> targets) {
        List<Ranked> ranked = new ArrayList<>(targets.size());
        for (Target target : targets) {
            if (allowed(target)) {
                ranked.add(new Ranked(target, score(target), drawn(target)));
            }
        }
        ranked.sort(Ranked.ORDER);
        explore(ranked);
        List<Target> order = new ArrayList<>(ranked.size());
        for (Ranked one : ranked) {
            order.add(one.target);
        }
        return order;
    }

    /** What the strategy looks at; the smallest goes first. */
    private double score(Target target) {
        return switch (route.spec().strategy()) {
            case PRIORITY -> target.spec().priority();
            case WEIGHTED -> 0;
            case LEAST_LATENCY -> target.state().expectedMillis(request.stream(), request.outputTokens());
            case LEAST_COST -> {
                Long cost = target.cost(request);
                yield cost == null ? Double.MAX_VALUE : cost;
            }
            case LEAST_BUSY -> target.state().underWay();
        };
    }

    private double drawn(Target target) {
        double u = caller == null
                ? random.nextDouble()
                : StickyDraw.draw(caller, target.id(), route.spec().sticky(), nowMillis);
        int weight = target.spec().weight();
        return weight == 0 ? Double.MAX_VALUE : -Math.log1p(-u) / weight;
    }

    /** What is slow is not called, so nobody would learn that it became fast: now and then it is called all the same. */
    private void explore(List<Ranked> ranked) {
        if (!exploring
                || route.spec().strategy() != RouteStrategy.LEAST_LATENCY
                || ranked.size() < 2
                || random.nextInt(EXPLORE_ONE_IN) != 0) {
            return;
        }
        int oldest = 0;
        for (int i = 1; i < ranked.size(); i++) {
            if (ranked.get(i).measured() < ranked.get(oldest).measured()) {
                oldest = i;
            }
        }
        if (ranked.get(oldest).measured() < nowMillis - STALE_MILLIS) {
            ranked.addFirst(ranked.remove(oldest));
        }
    }

    private boolean canaryDrawn(Target canary) {
        return hints.order().contains(canary.id()) || falls(route.spec().canary());
    }

    private @Nullable Target shadowDrawn() {
        Target shadow = route.shadow();
        boolean usable = shadow != null
                && shadow.upstream() != null
                && falls(route.spec().shadow());
        return usable ? shadow : null;
    }

    private boolean falls(@Nullable Share share) {
        if (share == null) {
            return false;
        }
        double u = caller == null
                ? random.nextDouble()
                : StickyDraw.draw(
                        caller, "share:" + share.target(), route.spec().sticky(), nowMillis);
        return u * 100 < share.percent();
    }

    /** What the caller asks for goes first, as far as it may be called. */
    private List<Target> preferred(List<Target> order) {
        if (hints.order().isEmpty()) {
            return order;
        }
        List<Target> preferred = new ArrayList<>(order.size());
        for (String id : hints.order()) {
            Target target = route.target(id);
            if (target != null && order.remove(target)) {
                preferred.add(target);
            }
        }
        preferred.addAll(order);
        return preferred;
    }

    private record Ranked(Target target, double score, double drawn) {
        private static final Comparator<Ranked> ORDER =
                Comparator.comparingDouble(Ranked::score).thenComparingDouble(Ranked::drawn);

        private long measured() {
            return target.state().lastMeasuredMillis();
        }
    }
}
