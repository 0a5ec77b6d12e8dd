// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.cache;

/**
 * How a service's answers are kept, with every default filled in.
 *
 * @param ttlSeconds how long at most; a caller may ask for less
 * @param maxBytes the largest answer that is kept
 */
public record CachePolicy(CacheMode mode, long ttlSeconds, CacheScope scope, int maxBytes) {
    public static final long DEFAULT_TTL_SECONDS = 300;
    public static final long MAX_TTL_SECONDS = 7 * 24 * 60 * 60;
    public static final int DEFAULT_MAX_BYTES = 256 * 1024;
    public static final int LEAST_MAX_BYTES = 1024;
    public static final int MOST_MAX_BYTES = 1024 * 1024;

    public CachePolicy {
        if (ttlSeconds < 1 || maxBytes < 1) {
            throw new IllegalArgumentException(
                    "a cache keeps something for a while: " + ttlSeconds + " s, " + maxBytes);
        }
    }
}
