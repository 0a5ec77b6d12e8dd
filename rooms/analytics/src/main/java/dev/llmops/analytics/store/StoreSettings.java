// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.store;

import java.time.Duration;

/**
 * Bounds of the event store.
 *
 * @param memoryMegabytes DuckDB's memory, in the native heap
 * @param threads that one statement may use; with few processors a second one costs more waiting than it helps
 * @param maxTempMegabytes what large queries may spill to disk
 * @param attachedDays day files kept open when nobody reads them
 * @param flushEvery how long a loaded record may wait for its commit
 * @param batchBytes of the log, per lane: one commit takes at most about so much
 * @param longestCall a call still open after it is stored as aborted, with its estimate
 */
public record StoreSettings(
        int memoryMegabytes,
        int threads,
        int maxTempMegabytes,
        int attachedDays,
        Duration flushEvery,
        long batchBytes,
        Duration longestCall) {
    public static final StoreSettings DEFAULT = new StoreSettings(
            256,
            threadsFor(Runtime.getRuntime().availableProcessors()),
            2048,
            40,
            Duration.ofMillis(750),
            4L << 20,
            Duration.ofHours(24));

    private static int threadsFor(int processors) {
        return Math.clamp(processors / 2, 1, 4);
    }

    public StoreSettings {
        if (memoryMegabytes < 64 || threads < 1 || attachedDays < 1 || batchBytes < 1) {
            throw new IllegalArgumentException("the bounds of the event store are too small");
        }
    }
}
