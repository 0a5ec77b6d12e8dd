// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.route;

import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The choice made for one call.
 *
 * @param order the targets to try, one after the other; empty when none may be
 * @param shadow the target that gets a copy; null for most calls
 * @param left the targets that may not be tried, each with the reason
 */
public record RoutePlan(
        ServiceRoute route, List<Target> order, @Nullable Target shadow, List<Left> left) {
    private static final Duration COME_BACK = Duration.ofSeconds(1);

    /** A target that is not called. */
    record Left(Target target, LeftOut reason) {}

    /** Why no target may be tried; null when one may. */
    public @Nullable Problem refusal(CallerHints hints, long nowMillis) {
        return order.isEmpty() ? refusalOf(hints, nowMillis) : null;
    }

    private Problem refusalOf(CallerHints hints, long nowMillis) {
        LeftOut nearest = LeftOut.NO_UPSTREAM;
        long wait = Long.MAX_VALUE;
        for (Left one : left) {
            nearest = one.reason.compareTo(nearest) > 0 ? one.reason : nearest;
            if (one.reason == LeftOut.CIRCUIT_OPEN) {
                wait = Math.min(wait, one.target.state().circuit().waitMillis(nowMillis));
            }
        }
        return switch (nearest) {
            case SHADOW, CANARY_NOT_DRAWN, NO_UPSTREAM ->
                new Problem(ErrorCode.UPSTREAM_UNAVAILABLE, "The targets of the route do not exist any more.");
            case RULE ->
                new Problem(ErrorCode.VALIDATION_FAILED, "No target of " + route.service() + " takes such a request.");
            case TAGS -> hint(CallerHints.TAGS, hints.tags(), "tags that one target carries");
            case REGION -> hint(CallerHints.REGION, hints.regions(), "a region that a target is in");
            case CONTEXT_WINDOW ->
                new Problem(
                        ErrorCode.VALIDATION_FAILED,
                        "messages: the request is estimated larger than any context window of the service's targets");
            case PRICE -> hint(CallerHints.MAX_PRICE, dollars(hints), "at least what a target is estimated to cost");
            case CIRCUIT_OPEN ->
                new Problem(
                        ErrorCode.UPSTREAM_UNAVAILABLE,
                        "Every target failed repeatedly and is not called at present.",
                        Duration.ofMillis(Math.max(1, wait == Long.MAX_VALUE ? 1 : wait)));
            case BUSY ->
                new Problem(ErrorCode.OVERLOADED, "Every target has as many calls as it takes; try again.", COME_BACK);
        };
    }

    private static @Nullable String dollars(CallerHints hints) {
        Long micro = hints.maxPriceMicroUsd();
        return micro == null ? null : java.math.BigDecimal.valueOf(micro, 6).toPlainString();
    }

    private static Problem hint(String header, @Nullable Object value, String expected) {
        Object shown = value instanceof List<?> list
                ? String.join(",", list.stream().map(String::valueOf).toList())
                : value;
        return Problem.invalid(header, shown, expected);
    }
}
