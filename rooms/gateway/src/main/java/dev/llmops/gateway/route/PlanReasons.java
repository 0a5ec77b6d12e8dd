// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.route;

import dev.llmops.gateway.route.ExplainBody.TargetAnswer;
import dev.llmops.gateway.route.RoutePlan.Left;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Puts a choice into words. */
final class PlanReasons {
    private final RoutePlan plan;
    private final RouteRequest request;
    private final CallerHints hints;

    PlanReasons(RoutePlan plan, RouteRequest request, CallerHints hints) {
        this.plan = plan;
        this.request = request;
        this.hints = hints;
    }

    List<TargetAnswer> all() {
        List<TargetAnswer> all = new ArrayList<>();
        List<Target> order = plan.order();
        for (int i = 0; i < order.size(); i++) {
            Target target = order.get(i);
            all.add(answer(target, i + 1, "chosen", why(target), share(target)));
        }
        for (Left left : plan.left()) {
            all.add(answer(
                    left.target(), null, left.reason().wireName(), left.reason().why(), null));
        }
        return all;
    }

    private TargetAnswer answer(
            Target target, @Nullable Integer position, String reason, String detail, @Nullable Double share) {
        double expected = target.state().expectedMillis(request.stream(), request.outputTokens());
        return new TargetAnswer(
                target.id(),
                target.spec().upstream(),
                target.upstreamModel(),
                position,
                reason,
                detail,
                share,
                target.cost(request),
                expected == 0 ? null : expected,
                target.state().underWay());
    }

    private String why(Target target) {
        if (hints.order().contains(target.id())) {
            return "the caller asks for it in " + CallerHints.ORDER;
        }
        int fallback = plan.route().fallbacks().indexOf(target);
        if (fallback >= 0) {
            return "fallback " + (fallback + 1) + ", after all others";
        }
        if (target == plan.route().canary()) {
            return "the canary: this call is of its share";
        }
        return switch (plan.route().spec().strategy()) {
            case PRIORITY ->
                "priority " + target.spec().priority() + ", weight "
                        + target.spec().weight();
            case WEIGHTED -> "weight " + target.spec().weight();
            case LEAST_LATENCY -> {
                double expected = target.state().expectedMillis(request.stream(), request.outputTokens());
                yield expected == 0
                        ? "not measured yet, so it is tried"
                        : String.format(Locale.ROOT, "expected to take %.0f ms", expected);
            }
            case LEAST_COST -> {
                Long cost = target.cost(request);
                yield cost == null ? "its price is not known, so it goes last" : "estimated at " + cost + " micro-USD";
            }
            case LEAST_BUSY -> target.state().underWay() + " calls under way";
        };
    }

    /** Chance decides among those that the strategy holds for equal, and only for callers that do not stick. */
    private @Nullable Double share(Target target) {
        RouteSpec spec = plan.route().spec();
        boolean drawn = spec.strategy() == RouteStrategy.WEIGHTED || spec.strategy() == RouteStrategy.PRIORITY;
        if (!drawn
                || !hints.order().isEmpty()
                || StickyDraw.caller(spec.sticky(), request) != null
                || !plan.route().main().contains(target)) {
            return null;
        }
        long all = 0;
        int best = Integer.MAX_VALUE;
        for (Target other : plan.order()) {
            if (plan.route().main().contains(other)) {
                best = Math.min(best, rank(other));
            }
        }
        for (Target other : plan.order()) {
            if (plan.route().main().contains(other) && rank(other) == best) {
                all += other.spec().weight();
            }
        }
        return rank(target) != best || all == 0 ? 0.0 : 100.0 * target.spec().weight() / all;
    }

    private int rank(Target target) {
        return plan.route().spec().strategy() == RouteStrategy.PRIORITY
                ? target.spec().priority()
                : 0;
    }
}
