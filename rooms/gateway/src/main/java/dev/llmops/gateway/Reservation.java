// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import dev.llmops.contracts.costops.Pricing;
import dev.llmops.contracts.costops.Pricing.Priced;
import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.gateway.CallStatus;
import dev.llmops.contracts.marketplace.Offers.Offer;
import dev.llmops.gateway.dialect.RefusedCall;
import dev.llmops.gateway.limit.CallLimits;
import dev.llmops.gateway.limit.Demand;
import dev.llmops.gateway.limit.Outcome;
import dev.llmops.gateway.route.Target.Prices;
import dev.llmops.kernel.ErrorCode;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What was taken for a call before it was made: from its plan, and from the limits of its key, user, teams and
 * organisation. Settled exactly once, by the event loop that runs the call.
 *
 * @param levels null when nothing but the plan limits the call
 */
record Reservation(Admittance.Granted plan, Outcome.@Nullable Taken levels, Offer offer, Pricing pricing) {
    /**
     * Takes from all or from none; throws {@link RefusedCall} where one does not let the call through.
     *
     * @param input tokens, estimated
     * @param output tokens, the most that is likely
     */
    static Reservation take(DataPlane plane, Admission by, Entitlement entitlement, long input, long output) {
        Admittance.Granted plan = fromPlan(plane, entitlement, input + output);
        Offer offer = entitlement.offer();
        CallLimits limits = by.limits();
        if (limits == null) {
            return new Reservation(plan, null, offer, plane.pricing());
        }
        long now = plane.nowMillis();
        TokenUsage likely = TokenUsage.estimate(input, output);
        Prices prices = new Prices(offer.model(), offer.priceProvider(), offer.priceModel());
        long cost = limits.limitsSpend() ? cost(plane.pricing(), prices, likely, now) : 0;
        return switch (limits.take(Demand.of(likely, cost), now)) {
            case Outcome.Taken taken -> new Reservation(plan, taken, offer, plane.pricing());
            case Outcome.Exceeded exceeded -> {
                plan.settle(CallStatus.ERROR, TokenUsage.NONE);
                throw refusal(exceeded, now);
            }
        };
    }

    private static RefusedCall refusal(Outcome.Exceeded exceeded, long now) {
        return exceeded.comesBackSoon()
                ? RefusedCall.later(ErrorCode.RATE_LIMITED, exceeded.message(), exceeded.waitMillis(now))
                : RefusedCall.muchLater(ErrorCode.INSUFFICIENT_QUOTA, exceeded.message(), exceeded.waitMillis(now));
    }

    private static Admittance.Granted fromPlan(DataPlane plane, Entitlement entitlement, long tokens) {
        PlanLimits limits = entitlement.limits();
        long now = plane.nowMillis();
        return switch (entitlement.use().admit(limits, tokens, now, plane.nowNanos())) {
            case Admittance.Granted granted -> granted;
            case Admittance.TooFast tooFast -> {
                long waitMillis = Math.ceilDiv(tooFast.waitNanos(), TimeUnit.MILLISECONDS.toNanos(1));
                throw RefusedCall.later(
                        ErrorCode.RATE_LIMITED,
                        "Too many " + tooFast.limit() + " per minute for the plan; come back in " + waitMillis + " ms.",
                        waitMillis);
            }
            case Admittance.UsedUp usedUp ->
                throw RefusedCall.muchLater(
                        ErrorCode.INSUFFICIENT_QUOTA,
                        "The plan's " + usedUp.limit() + " are used up until " + usedUp.resetsAt() + ".",
                        usedUp.resetsAt().toEpochMilli() - now);
        };
    }

    /**
     * Replaces what was taken by what the call used.
     *
     * @param answering what a target of a route is priced by; null where the service's own upstream answered
     */
    void settle(CallStatus how, TokenUsage used, @Nullable Prices answering, long nowMillis) {
        plan.settle(how, used);
        if (levels != null) {
            Prices prices = answering != null
                    ? answering
                    : new Prices(offer.model(), offer.priceProvider(), offer.priceModel());
            long cost = how.counts() && levels.limitsSpend() ? cost(pricing, prices, used, nowMillis) : 0;
            levels.settle(how.counts(), Demand.of(used, cost));
        }
    }

    /** In millionths of a dollar; 0 where no price is known. */
    private static long cost(Pricing pricing, Prices prices, TokenUsage usage, long atMillis) {
        return switch (pricing.price(prices.provider(), prices.priceModel(), usage, Instant.ofEpochMilli(atMillis))) {
            case Priced.Cost cost -> cost.costMicroUsd();
            case Priced.Unpriced ignored -> 0;
        };
    }
}
