// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.cache;

import dev.llmops.gateway.cache.AnswerCache.CacheOutcome;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** What the cache does for one call: the answer that it has, or the place where the answer will be kept. */
public final class CacheTurn {
    private static final CharSequence OUTCOME = HttpHeaders.createOptimized("x-llmops-cache");

    private final AnswerCache cache;
    private final CacheOutcome outcome;
    private final @Nullable CacheKey key;
    private final @Nullable KeptAnswer answer;
    private final CachePolicy policy;
    private final long ttlSeconds;

    CacheTurn(
            AnswerCache cache,
            CacheOutcome outcome,
            @Nullable CacheKey key,
            @Nullable KeptAnswer answer,
            CachePolicy policy,
            long ttlSeconds) {
        this.cache = cache;
        this.outcome = outcome;
        this.key = key;
        this.answer = answer;
        this.policy = policy;
        this.ttlSeconds = ttlSeconds;
    }

    CacheOutcome outcome() {
        return outcome;
    }

    /** Null when an upstream is to answer. */
    public @Nullable KeptAnswer answer() {
        return answer;
    }

    public void tell(MultiMap headers, long nowMillis) {
        headers.set(OUTCOME, outcome.wireName());
        if (answer != null) {
            headers.set(HttpHeaders.AGE, Long.toString(answer.ageSeconds(nowMillis)));
        }
    }

    /** Where the upstream's answer is gathered; null when it will not be kept. */
    public @Nullable AnswerFill fill() {
        CacheKey place = key;
        return place == null || answer != null || ttlSeconds == 0
                ? null
                : new AnswerFill(
                        policy.maxBytes(), (status, type, bytes) -> cache.keep(place, status, type, bytes, ttlSeconds));
    }
}
