// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import dev.llmops.kernel.ErrorCode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keys that were asked about and refused, so that a client that repeats a bad key does not repeat the question. What is
 * over stays over; a key that is merely unknown is asked about again after two seconds.
 */
final class RefusedKeys {
    static final int MAX_ENTRIES = 10_000;
    static final long UNKNOWN_MILLIS = 2_000;
    private static final long ENDED_MILLIS = 600_000;

    private final Map<String, Entry> byHash = new ConcurrentHashMap<>();

    void add(String hash, ErrorCode code, long nowMillis) {
        if (byHash.size() >= MAX_ENTRIES) {
            byHash.values().removeIf(entry -> entry.untilMillis <= nowMillis);
            if (byHash.size() >= MAX_ENTRIES) {
                byHash.clear();
            }
        }
        long life = code == ErrorCode.UNAUTHENTICATED ? UNKNOWN_MILLIS : ENDED_MILLIS;
        byHash.put(hash, new Entry(code, nowMillis + life));
    }

    @Nullable
    ErrorCode find(String hash, long nowMillis) {
        Entry entry = byHash.get(hash);
        return entry == null || entry.untilMillis <= nowMillis ? null : entry.code;
    }

    private record Entry(ErrorCode code, long untilMillis) {}
}
