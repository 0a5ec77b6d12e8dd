// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import dev.llmops.gateway.limit.CallLimits;
import dev.llmops.gateway.limit.CallLimits.Standing;
import dev.llmops.gateway.limit.LimitResource;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

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

    /** @param levels limits beyond the plan's; the one with the least left is told */
    static void put(
            MultiMap headers, Entitlement entitlement, @Nullable CallLimits levels, long nowMillis, long nowNanos) {
        PlanLimits limits = entitlement.limits();
        SubscriptionUse use = entitlement.use();
        RateBucket requests = use.requestBucket();
        long left = requests.remaining(limits.requests(), nowNanos);
        Standing tighter = tighter(levels, LimitResource.REQUESTS, left, nowMillis);
        if (tighter == null) {
            headers.add(LIMIT_REQUESTS, Long.toString(limits.requests().capacity()));
            headers.add(LEFT_REQUESTS, Long.toString(left));
            headers.add(RESET_REQUESTS, duration(requests.nanosUntilFull(nowNanos)));
        } else {
            put(headers, LIMIT_REQUESTS, LEFT_REQUESTS, RESET_REQUESTS, tighter);
        }
        Standing tokens = tokens(limits, use, nowMillis, nowNanos);
        Standing tighterTokens =
                tighter(levels, LimitResource.TOKENS, tokens == null ? Long.MAX_VALUE : tokens.remaining(), nowMillis);
        Standing told = tighterTokens == null ? tokens : tighterTokens;
        if (told != null) {
            put(headers, LIMIT_TOKENS, LEFT_TOKENS, RESET_TOKENS, told);
        }
    }

    private static @Nullable Standing tighter(
            @Nullable CallLimits levels, LimitResource resource, long left, long nowMillis) {
        Standing tightest = levels == null ? null : levels.tightest(resource, nowMillis);
        return tightest == null || tightest.remaining() >= left ? null : tightest;
    }

    private static @Nullable Standing tokens(PlanLimits limits, SubscriptionUse use, long nowMillis, long nowNanos) {
        Rate rate = limits.tokens();
        if (rate != null) {
            RateBucket bucket = use.tokenBucket();
            long millis = TimeUnit.NANOSECONDS.toMillis(bucket.nanosUntilFull(nowNanos) + 999_999);
            return new Standing(rate.capacity(), bucket.remaining(rate, nowNanos), millis);
        }
        if (limits.tokenQuota() == PlanLimits.UNLIMITED) {
            return null;
        }
        QuotaPeriod period = use.period(nowMillis);
        return new Standing(
                limits.tokenQuota(),
                Math.max(0, limits.tokenQuota() - period.tokens()),
                period.resetsAtMillis() - nowMillis);
    }

    private static void put(
            MultiMap headers, CharSequence limit, CharSequence left, CharSequence reset, Standing standing) {
        headers.add(limit, Long.toString(standing.amount()));
        headers.add(left, Long.toString(standing.remaining()));
        headers.add(reset, duration(TimeUnit.MILLISECONDS.toNanos(standing.resetMillis())));
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
