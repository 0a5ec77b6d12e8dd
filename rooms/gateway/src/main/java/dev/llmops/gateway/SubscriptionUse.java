// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/** Everything that is counted for one subscription. Outlives snapshots; lock free. */
final class SubscriptionUse {
    private final RateBucket requests;
    private final RateBucket tokens;
    private final AtomicReference<QuotaPeriod> period;

    SubscriptionUse(Instant now, long nowNanos) {
        requests = new RateBucket(nowNanos);
        tokens = new RateBucket(nowNanos);
        period = new AtomicReference<>(QuotaPeriod.at(now));
    }

    QuotaPeriod period(long nowMillis) {
        QuotaPeriod current = period.get();
        if (nowMillis < current.resetsAtMillis()) {
            return current;
        }
        QuotaPeriod next = QuotaPeriod.at(Instant.ofEpochMilli(nowMillis));
        return period.compareAndSet(current, next) ? next : period.get();
    }

    /**
     * Takes one request and the estimated tokens from all four limits, or from none.
     *
     * @param estimatedTokens input and the most output that is likely
     */
    Admittance admit(PlanLimits limits, long estimatedTokens, long nowMillis, long nowNanos) {
        long wait = requests.take(1, limits.requests(), nowNanos);
        if (wait > 0) {
            return new Admittance.TooFast(wait, "requests");
        }
        Rate tokenRate = limits.tokens();
        if (tokenRate != null) {
            wait = tokens.take(estimatedTokens, tokenRate, nowNanos);
            if (wait > 0) {
                requests.correct(-1, limits.requests());
                return new Admittance.TooFast(wait, "tokens");
            }
        }
        QuotaPeriod now = period(nowMillis);
        if (!now.takeRequest(limits.requestQuota())) {
            return usedUp(limits, estimatedTokens, now, "requests_per_month");
        }
        if (!now.takeTokens(estimatedTokens, limits.tokenQuota())) {
            now.giveRequestBack();
            return usedUp(limits, estimatedTokens, now, "tokens_per_month");
        }
        return new Admittance.Granted(this, limits, now, estimatedTokens);
    }

    private Admittance usedUp(PlanLimits limits, long estimatedTokens, QuotaPeriod now, String limit) {
        requests.correct(-1, limits.requests());
        correctTokens(-estimatedTokens, limits);
        return new Admittance.UsedUp(now.resetsAt(), limit);
    }

    void correctTokens(long units, PlanLimits limits) {
        Rate rate = limits.tokens();
        if (rate != null && units != 0) {
            tokens.correct(units, rate);
        }
    }

    Instant lastPeriodStart() {
        return period.get().start();
    }

    RateBucket requestBucket() {
        return requests;
    }

    RateBucket tokenBucket() {
        return tokens;
    }
}
