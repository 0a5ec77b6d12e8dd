// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kernel;

import org.jspecify.annotations.Nullable;

/**
 * What a list is asked with.
 *
 * @param limit 1 to 200, 50 when the caller said nothing
 * @param after the decoded cursor: the key of the last row seen; null for the first page
 */
public record PageRequest(int limit, @Nullable String after) {
    public static final int DEFAULT_LIMIT = 50;
    public static final int MAX_LIMIT = 200;

    public PageRequest {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw Problem.invalid("limit", limit, "a whole number from 1 to " + MAX_LIMIT);
        }
    }

    /** Reads the query parameters {@code limit} and {@code cursor}. */
    public static PageRequest of(@Nullable Integer limit, @Nullable String cursor) {
        return new PageRequest(limit == null ? DEFAULT_LIMIT : limit, cursor == null ? null : Cursors.decode(cursor));
    }

    /** How many rows to read to know whether another page follows. */
    public int fetch() {
        return limit + 1;
    }
}
