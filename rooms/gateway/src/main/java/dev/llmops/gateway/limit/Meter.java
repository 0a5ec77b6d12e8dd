// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.limit;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What was used of one limit in its present window. Lock free; outlives snapshots and changes of the amount. */
final class Meter {
    private final @Nullable LimitWindow per;
    private final AtomicReference<Count> count;

    Meter(@Nullable LimitWindow per, Instant now) {
        this.per = per;
        this.count = new AtomicReference<>(countAt(now));
    }

    /** The count of one window; a call settles in the one it was admitted in. */
    static final class Count {
        private final Instant start;
        private final Instant end;
        private final long endMillis;
        private final AtomicLong used = new AtomicLong();

        private Count(Instant start, Instant end) {
            this.start = start;
            this.end = end;
            this.endMillis = end.toEpochMilli();
        }

        /** Adds unless the amount is reached already: what is passed, is passed by one call at most. */
        boolean take(long units, long amount) {
            while (true) {
                long seen = used.get();
                if (seen >= amount) {
                    return false;
                }
                if (used.compareAndSet(seen, seen + units)) {
                    return true;
                }
            }
        }

        void correct(long units) {
            used.addAndGet(units);
        }

        long used() {
            return Math.max(0, used.get());
        }

        Instant start() {
            return start;
        }

        Instant end() {
            return end;
        }
    }

    private Count countAt(Instant now) {
        return per == null
                ? new Count(Instant.EPOCH, Instant.ofEpochMilli(Long.MAX_VALUE))
                : new Count(per.start(now), per.end(now));
    }

    Count at(long nowMillis) {
        Count current = count.get();
        if (nowMillis < current.endMillis) {
            return current;
        }
        Count next = countAt(Instant.ofEpochMilli(nowMillis));
        return count.compareAndSet(current, next) ? next : count.get();
    }
}
