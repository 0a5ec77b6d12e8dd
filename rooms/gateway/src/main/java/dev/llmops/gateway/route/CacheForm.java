// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.route;

import dev.llmops.gateway.cache.CacheMode;
import dev.llmops.gateway.cache.CachePolicy;
import dev.llmops.gateway.cache.CacheScope;
import dev.llmops.gateway.route.RouteBody.CacheBody;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Checks how a route keeps answers, and fills in what was left open. */
final class CacheForm {
    private CacheForm() {}

    static @Nullable CachePolicy read(@Nullable CacheBody sent, RouteFaults faults) {
        if (sent == null) {
            return null;
        }
        if (sent.mode() == null) {
            faults.add("cache.mode", null, "off or exact");
        }
        Long maxBytes = sent.maxBytes() == null ? null : sent.maxBytes().longValue();
        return new CachePolicy(
                Objects.requireNonNullElse(sent.mode(), CacheMode.OFF),
                bounded(faults.within(
                        "cache.ttl_s", sent.ttlS(), CachePolicy.DEFAULT_TTL_SECONDS, 1, CachePolicy.MAX_TTL_SECONDS)),
                Objects.requireNonNullElse(sent.scope(), CacheScope.SUBSCRIPTION),
                (int) bounded(faults.within(
                        "cache.max_bytes",
                        maxBytes,
                        CachePolicy.DEFAULT_MAX_BYTES,
                        CachePolicy.LEAST_MAX_BYTES,
                        CachePolicy.MOST_MAX_BYTES)));
    }

    /** A value that was found fault with is refused in the end; until then it is something that can be kept. */
    private static long bounded(long value) {
        return Math.max(1, value);
    }
}
