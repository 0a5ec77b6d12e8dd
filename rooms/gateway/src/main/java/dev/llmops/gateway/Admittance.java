// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.gateway.CallStatus;
import java.time.Instant;

/** Whether the limits let a call through. */
sealed interface Admittance {
    /** What was reserved for a call; settled exactly once, by the event loop that runs the call. */
    record Granted(SubscriptionUse use, PlanLimits limits, QuotaPeriod period, long reservedTokens)
            implements Admittance {
        /** Replaces the reservation by what the call used; a call that does not count gives everything back. */
        void settle(CallStatus status, TokenUsage usage) {
            long used = status.counts() ? usage.total() : 0;
            if (!status.counts()) {
                period.giveRequestBack();
            }
            period.correctTokens(used - reservedTokens);
            use.correctTokens(used - reservedTokens, limits);
        }
    }

    /**
     * @param limit which of the plan's rates it was: requests or tokens
     */
    record TooFast(long waitNanos, String limit) implements Admittance {}

    /**
     * @param limit the plan's field
     */
    record UsedUp(Instant resetsAt, String limit) implements Admittance {}
}
