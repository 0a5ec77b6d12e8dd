// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.route;

import dev.llmops.gateway.route.RouteSpec.Sticky;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Numbers between 0 and 1 that are the same for the same caller and target, in every process and after every start. */
final class StickyDraw {
    private StickyDraw() {}

    /** Who the caller is to the route; null when it does not stick, or the request does not say. */
    static @Nullable String caller(@Nullable Sticky sticky, RouteRequest request) {
        if (sticky == null) {
            return null;
        }
        String by = sticky.by();
        String value =
                switch (by) {
                    case "key" -> request.who().key();
                    case "user" -> request.features().user();
                    default -> request.headers().getOrDefault(by.substring(Sticky.HEADER.length()), "");
                };
        return value.isEmpty() ? null : value;
    }

    /** Callers of one route change their target at moments of their own, never all at once. */
    static double draw(String caller, String target, @Nullable Sticky sticky, long nowMillis) {
        long hash = hash(hash(0xcbf29ce484222325L, caller), "\0");
        Long ttl = sticky == null ? null : sticky.ttlSeconds();
        if (ttl != null) {
            long millis = TimeUnit.SECONDS.toMillis(ttl);
            hash = mix(hash + Math.floorDiv(nowMillis + Math.floorMod(mix(hash), millis), millis));
        }
        return (mix(hash(hash, target)) >>> 11) * 0x1.0p-53;
    }

    /** FNV-1a. */
    private static long hash(long seed, String text) {
        long hash = seed;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    /** The finaliser of SplitMix64: every bit of the result depends on every bit of the value. */
    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
