// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.cache;

import dev.llmops.gateway.dialect.RefusedCall;
import dev.llmops.kernel.ErrorCode;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a caller says about the cache.
 *
 * @param reads whether a kept answer will do
 * @param ttlSeconds how long the answer may be kept; 0 for not at all
 */
record CacheWish(boolean reads, long ttlSeconds) {
    static final String TTL = "x-llmops-cache-ttl";
    private static final CharSequence TTL_HEADER = HttpHeaders.createOptimized(TTL);

    static CacheWish of(MultiMap headers, CachePolicy policy) {
        long ttl = ttl(headers.get(TTL_HEADER), policy);
        String control = headers.get(HttpHeaders.CACHE_CONTROL);
        if (control == null) {
            return new CacheWish(true, ttl);
        }
        boolean reads = true;
        for (String directive : control.toLowerCase(Locale.ROOT).split(",", 16)) {
            switch (directive.strip()) {
                case "no-store" -> {
                    return new CacheWish(false, 0);
                }
                case "no-cache", "max-age=0" -> reads = false;
                default -> {
                    // says nothing about answers that are kept here
                }
            }
        }
        return new CacheWish(reads, ttl);
    }

    private static long ttl(@Nullable String sent, CachePolicy policy) {
        if (sent == null) {
            return policy.ttlSeconds();
        }
        if (sent.isEmpty() || sent.length() > 9 || !sent.chars().allMatch(c -> c >= '0' && c <= '9')) {
            String shown = sent.length() > 80 ? sent.substring(0, 80) + "…" : sent;
            throw RefusedCall.of(
                    ErrorCode.VALIDATION_FAILED, TTL + ": '" + shown + "' (expected: seconds, such as 60)", TTL);
        }
        return Math.min(Long.parseLong(sent), policy.ttlSeconds());
    }
}
