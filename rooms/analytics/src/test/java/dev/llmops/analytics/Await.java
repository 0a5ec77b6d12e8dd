// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition, at most 20 s. */
public final class Await {
    private Await() {}

    public static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("the condition did not come true within 20 s");
            }
            LockSupport.parkNanos(1_000_000);
        }
    }
}
