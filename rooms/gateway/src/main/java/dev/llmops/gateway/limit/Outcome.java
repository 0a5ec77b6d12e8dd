// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.limit;

import java.time.Instant;

/** Whether the limits let a call through. */
public sealed interface Outcome {
    /** What was reserved. Settled exactly once. */
    final class Taken implements Outcome {
        private final CallLimits limits;
        private final Demand reserved;
        private final Meter.Count[] counts;

        Taken(CallLimits limits, Demand reserved, Meter.Count[] counts) {
            this.limits = limits;
            this.reserved = reserved;
            this.counts = counts;
        }

        /** Whether {@link #settle} must be told the cost. */
        public boolean limitsSpend() {
            return limits.limitsSpend();
        }

        /**
         * Replaces the reservation by what was used.
         *
         * @param counted false gives everything back
         */
        public void settle(boolean counted, Demand used) {
            limits.settle(reserved, counts, counted, used);
        }
    }

    /**
     * @param owner whose limit it is, such as {@code team 'support'}
     * @param resetsAt when its window ends
     */
    record Exceeded(String owner, Limit limit, Instant resetsAt) implements Outcome {
        /** Whether waiting some seconds or minutes helps. */
        public boolean comesBackSoon() {
            LimitWindow per = limit.per();
            return per == null || per.isShort();
        }

        /** Until it is worth trying again. */
        public long waitMillis(long nowMillis) {
            return limit.per() == null ? 1_000 : Math.max(1, resetsAt.toEpochMilli() - nowMillis);
        }

        public String message() {
            LimitWindow per = limit.per();
            return per == null
                    ? "The " + owner + " has " + limit.amount()
                            + " calls under way, as many as are allowed; come back when one has ended."
                    : "The " + owner + " has used its " + limit.amount() + " "
                            + limit.resource().wireName() + " per " + per.wireName() + " until " + resetsAt + ".";
        }
    }
}
