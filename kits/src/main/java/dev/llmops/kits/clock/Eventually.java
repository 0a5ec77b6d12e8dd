// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kits.clock;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition instead of for a time. */
public final class Eventually {
    private static final long LOOK_EVERY_NANOS = 5_000_000;

    private Eventually() {}

    /** Returns as soon as the condition holds; fails the test when it does not within 20 s. */
    public static void holds(String what, BooleanSupplier condition) {
        holds(what, Duration.ofSeconds(20), condition);
    }

    public static void holds(String what, Duration within, BooleanSupplier condition) {
        long deadline = System.nanoTime() + within.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + within.toMillis() + " ms: " + what);
            }
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
    }
}
