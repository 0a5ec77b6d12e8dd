// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.concurrent.TimeUnit;

/**
 * Tells the client where it stands. Requests are the plan's rate; tokens are the plan's rate or, when it has none, its
 * monthly quota. A plan without either says nothing about tokens.
 */
final class RateHeaders {
    private static final CharSequence LIMIT_REQUESTS = HttpHeaders.createOptimized("x-ratelimit-limit-requests");
    private static final CharSequence LEFT_REQUESTS = HttpHeaders.createOptimized("x-ratelimit-remaining-requests");
    private static final CharSequence RESET_REQUESTS = HttpHeaders.createOptimized("x-ratelimit-reset-requests");
    private static final CharSequence LIMIT_TOKENS = HttpHeaders.createOptimized("x-ratelimit-limit-tokens");
    private static final CharSequence LEFT_TOKENS = HttpHeaders.createOptimized("x-ratelimit-remaining-tokens");
    private static final CharSequence RESET_TOKENS = HttpHeaders.createOptimized("x-ratelimit-reset-tokens");

    private RateHeaders() {}

    static void put(MultiMap headers, Entitlement entitlement, long nowMillis, long nowNanos) {
        PlanLimits limits = entitlement.limits();
        SubscriptionUse use = entitlement.use();
        RateBucket requests = use.requestBucket();
        headers.add(LIMIT_REQUESTS, Long.toString(limits.requests().capacity()));
        headers.add(LEFT_REQUESTS, Long.toString(requests.remaining(limits.requests(), nowNanos)));
        headers.add(RESET_REQUESTS, duration(requests.nanosUntilFull(nowNanos)));
        Rate tokenRate = limits.tokens();
        if (tokenRate != null) {
            headers.add(LIMIT_TOKENS, Long.toString(tokenRate.capacity()));
            headers.add(LEFT_TOKENS, Long.toString(use.tokenBucket().remaining(tokenRate, nowNanos)));
            headers.add(RESET_TOKENS, duration(use.tokenBucket().nanosUntilFull(nowNanos)));
        } else if (limits.tokenQuota() != PlanLimits.UNLIMITED) {
            QuotaPeriod period = use.period(nowMillis);
            headers.add(LIMIT_TOKENS, Long.toString(limits.tokenQuota()));
            headers.add(LEFT_TOKENS, Long.toString(Math.max(0, limits.tokenQuota() - period.tokens())));
            headers.add(RESET_TOKENS, duration(TimeUnit.MILLISECONDS.toNanos(period.resetsAtMillis() - nowMillis)));
        }
    }

    /** {@code 0s}, {@code 17ms}, {@code 1.5s}, {@code 6m0s}, {@code 263h5m3s}. */
    static String duration(long nanos) {
        long millis = Math.ceilDiv(nanos, 1_000_000);
        if (millis == 0) {
            return "0s";
        }
        if (millis < 1_000) {
            return millis + "ms";
        }
        if (millis < 60_000) {
            long fraction = millis % 1_000;
            return millis / 1_000 + (fraction == 0 ? "" : "." + digits(fraction)) + "s";
        }
        long seconds = Math.ceilDiv(millis, 1_000);
        long minutes = seconds / 60;
        return (minutes < 60 ? minutes + "m" : minutes / 60 + "h" + minutes % 60 + "m") + seconds % 60 + "s";
    }

    private static String digits(long fraction) {
        String three = Long.toString(1_000 + fraction).substring(1);
        int end = three.length();
        while (three.charAt(end - 1) == '0') {
            end--;
        }
        return three.substring(0, end);
    }
}
