// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one subscription used in one calendar month (UTC). A call keeps the period it was admitted in, so that what it
 * settles at the turn of the month lands in the month it began in.
 */
final class QuotaPeriod {
    private final Instant start;
    private final Instant resetsAt;
    private final long resetsAtMillis;
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong tokens = new AtomicLong();

    private QuotaPeriod(YearMonth month) {
        start = month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        resetsAt = month.plusMonths(1).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        resetsAtMillis = resetsAt.toEpochMilli();
    }

    static QuotaPeriod at(Instant now) {
        return new QuotaPeriod(YearMonth.from(now.atZone(ZoneOffset.UTC)));
    }

    boolean takeRequest(long limit) {
        return raise(requests, 1, limit);
    }

    boolean takeTokens(long estimate, long limit) {
        return raise(tokens, estimate, limit);
    }

    /** Raises a count unless it has reached the limit; exact under any concurrency. */
    private static boolean raise(AtomicLong count, long by, long limit) {
        while (true) {
            long used = count.get();
            if (used >= limit) {
                return false;
            }
            if (count.compareAndSet(used, used + by)) {
                return true;
            }
        }
    }

    void giveRequestBack() {
        requests.decrementAndGet();
    }

    void correctTokens(long by) {
        tokens.addAndGet(by);
    }

    void restore(long usedRequests, long usedTokens) {
        requests.set(usedRequests);
        tokens.set(usedTokens);
    }

    long requests() {
        return requests.get();
    }

    long tokens() {
        return Math.max(0, tokens.get());
    }

    Instant start() {
        return start;
    }

    Instant resetsAt() {
        return resetsAt;
    }

    long resetsAtMillis() {
        return resetsAtMillis;
    }
}
