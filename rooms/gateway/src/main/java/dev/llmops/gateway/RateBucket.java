// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A token bucket as the generic cell rate algorithm (ITU-T I.371): the whole state is one number, the moment at which
 * the bucket would be full again, so that taking from it is one compare-and-set. Times are readings of a monotonic
 * clock in nanoseconds and may be negative.
 */
final class RateBucket {
    private final AtomicLong fullAt;

    RateBucket(long nowNanos) {
        fullAt = new AtomicLong(nowNanos);
    }

    /**
     * Takes units, all or none. More than the bucket holds is taken as all that it holds: such a request must wait for
     * a full bucket but is not refused for ever.
     *
     * @return 0 when taken, else the nanoseconds until it would succeed
     */
    long take(long units, Rate rate, long nowNanos) {
        long cost = Math.min(units, rate.capacity()) * rate.nanosPerUnit();
        while (true) {
            long seen = fullAt.get();
            long base = seen - nowNanos > 0 ? seen : nowNanos;
            long excess = base + cost - nowNanos - rate.windowNanos();
            if (excess > 0) {
                return excess;
            }
            if (fullAt.compareAndSet(seen, base + cost)) {
                return 0;
            }
        }
    }

    /** Corrects an earlier take: positive units are taken without asking, negative ones are given back. */
    void correct(long units, Rate rate) {
        long bounded = Math.clamp(units, -rate.capacity(), rate.capacity());
        fullAt.addAndGet(bounded * rate.nanosPerUnit());
    }

    long remaining(Rate rate, long nowNanos) {
        long left = rate.windowNanos() - nanosUntilFull(nowNanos);
        return left <= 0 ? 0 : left / rate.nanosPerUnit();
    }

    long nanosUntilFull(long nowNanos) {
        return Math.max(0, fullAt.get() - nowNanos);
    }
}
