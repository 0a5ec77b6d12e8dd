// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.log;

import java.time.Duration;

/**
 * Bounds of the ingest log.
 *
 * @param segmentBytes a lane starts another file beyond this size
 * @param maxUnreadBytes over all lanes; when the loader is further behind, nothing more is taken
 * @param minFreeBytes of the disk; with less nothing is taken
 * @param syncEvery how long a written record waits for its fsync at most, apart from the fsync itself
 * @param keep how long a segment that was loaded is kept, to rebuild from
 * @param maxKeptBytes over all lanes; loaded segments beyond it go earlier
 */
public record LogSettings(
        long segmentBytes,
        long maxUnreadBytes,
        long minFreeBytes,
        Duration syncEvery,
        Duration keep,
        long maxKeptBytes) {
    public static final LogSettings DEFAULT =
            new LogSettings(64L << 20, 1L << 30, 256L << 20, Duration.ofMillis(40), Duration.ofHours(24), 2L << 30);

    public LogSettings {
        if (segmentBytes < 4096 || maxUnreadBytes < 1 || minFreeBytes < 0 || maxKeptBytes < 0) {
            throw new IllegalArgumentException("the bounds of the ingest log are too small");
        }
        if (syncEvery.compareTo(Duration.ofMillis(50)) > 0 || syncEvery.isNegative() || syncEvery.isZero()) {
            throw new IllegalArgumentException(
                    "sync interval: '" + syncEvery + "' (expected: more than 0, at most 50 ms)");
        }
    }
}
