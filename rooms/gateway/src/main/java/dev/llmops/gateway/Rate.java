// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

/**
 * How fast something may be used up: a bucket of {@code capacity} units that regains one every {@code nanosPerUnit}.
 *
 * @param nanosPerUnit rounded up, so that the rate is never exceeded
 */
record Rate(long capacity, long nanosPerUnit) {
    private static final long NANOS_PER_MINUTE = 60_000_000_000L;

    Rate {
        capacity = Math.min(capacity, Long.MAX_VALUE / 4 / nanosPerUnit);
    }

    static Rate perMinute(long perMinute, long capacity) {
        return new Rate(capacity, Math.ceilDiv(NANOS_PER_MINUTE, perMinute));
    }

    long windowNanos() {
        return capacity * nanosPerUnit;
    }
}
