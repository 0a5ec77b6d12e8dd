// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.route;

import java.util.concurrent.atomic.AtomicLong;

/** An average that forgets: each new value counts a fifth. Shared by all event loops without a lock. */
final class Measure {
    private static final double PART_OF_THE_NEW = 0.2;
    private static final long NEVER = Double.doubleToRawLongBits(Double.NaN);

    private final AtomicLong bits = new AtomicLong(NEVER);

    void add(double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            return;
        }
        bits.accumulateAndGet(Double.doubleToRawLongBits(value), (before, now) -> {
            double old = Double.longBitsToDouble(before);
            double fresh = Double.longBitsToDouble(now);
            return Double.doubleToRawLongBits(Double.isNaN(old) ? fresh : old + PART_OF_THE_NEW * (fresh - old));
        });
    }

    /** NaN before the first value. */
    double value() {
        return Double.longBitsToDouble(bits.get());
    }
}
