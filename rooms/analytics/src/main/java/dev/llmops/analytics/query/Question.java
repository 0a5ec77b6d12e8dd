// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.query;

import dev.llmops.analytics.query.Dimension.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A checked query. It does not know its tenant: that comes from the caller when it is asked.
 *
 * @param from included
 * @param to not included
 * @param cursor where the page before ended; null for the first
 */
public record Question(
        Instant from,
        Instant to,
        List<Measure> measures,
        List<Dimension> dimensions,
        List<Filter> filters,
        @Nullable Grain grain,
        int limit,
        @Nullable QueryCursor cursor) {
    static final Duration LONGEST = Duration.ofDays(400);
    static final int DEFAULT_LIMIT = 100;
    static final int MAX_LIMIT = 1000;

    public Question {
        measures = List.copyOf(measures);
        dimensions = List.copyOf(dimensions);
        filters = List.copyOf(filters);
    }

    Subject subject() {
        return measures.getFirst().subject();
    }

    /** The same for all pages of one question, whatever its bounds of time are when it is asked. */
    String fingerprint() {
        return Integer.toHexString(List.of(measures, dimensions, filters, String.valueOf(grain))
                .toString()
                .hashCode());
    }
}
