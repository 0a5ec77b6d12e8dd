// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.marketplace;

import dev.llmops.kernel.Problem;
import org.jspecify.annotations.Nullable;

/**
 * What a subscriber may use, per calendar month in UTC, and how fast. A null limit is no limit.
 *
 * @param name unique within the service; {@code ^[a-z0-9-]{1,64}$}
 * @param requestsPerMonth calls answered, aborted ones included, failed ones not
 * @param tokensPerMonth input and output tokens of those calls
 * @param requestsPerMinute refill of the request bucket
 * @param burst capacity of the request bucket
 * @param tokensPerMinute refill and capacity of the token bucket
 */
public record Plan(
        String name,
        @Nullable Long requestsPerMonth,
        @Nullable Long tokensPerMonth,
        long requestsPerMinute,
        long burst,
        @Nullable Long tokensPerMinute) {
    /** The default metered plan. */
    public static final Plan METERED = new Plan("metered", 10_000L, 1_000_000L, 600, 100, null);

    public Plan {
        if (!name.matches("[a-z0-9-]{1,64}")) {
            throw Problem.invalid("plan.name", name, "1 to 64 characters of a-z, 0-9 and -");
        }
        requirePositive("plan.requests_per_month", requestsPerMonth);
        requirePositive("plan.tokens_per_month", tokensPerMonth);
        requirePositive("plan.requests_per_minute", requestsPerMinute);
        requirePositive("plan.burst", burst);
        requirePositive("plan.tokens_per_minute", tokensPerMinute);
    }

    private static void requirePositive(String field, @Nullable Long value) {
        if (value != null && (value < 1 || value > 1_000_000_000_000L)) {
            throw Problem.invalid(field, value, "a whole number from 1 to 1,000,000,000,000");
        }
    }
}
