// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.store;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What the loader did, for metrics and readiness. */
public final class LoaderFigures {
    private final AtomicLong records = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong rows = new AtomicLong();
    private final AtomicLong unreadable = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private volatile @Nullable Instant caughtUpAt;

    void read(int recordBytes) {
        records.incrementAndGet();
        bytes.addAndGet(recordBytes);
    }

    void stored(int count) {
        rows.addAndGet(count);
    }

    void unreadable(int count) {
        unreadable.addAndGet(count);
    }

    void failed() {
        failures.incrementAndGet();
    }

    void loadedUpTo(Instant now, boolean everything) {
        if (everything || caughtUpAt == null) {
            caughtUpAt = now;
        }
    }

    /** How old the oldest record can be that is not stored yet. */
    public Duration lag(Instant now, boolean everything) {
        Instant since = caughtUpAt;
        return everything || since == null || since.isAfter(now) ? Duration.ZERO : Duration.between(since, now);
    }

    public long records() {
        return records.get();
    }

    public long bytes() {
        return bytes.get();
    }

    public long rows() {
        return rows.get();
    }

    public long unreadable() {
        return unreadable.get();
    }

    public long failures() {
        return failures.get();
    }
}
