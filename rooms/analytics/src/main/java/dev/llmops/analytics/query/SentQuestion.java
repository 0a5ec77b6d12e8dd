// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.query;

import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The form of a question for the OpenAPI document; {@link QuestionReader} reads it, so that faults can name their place. */
@Schema(name = "QueryRequest")
public record SentQuestion(
        TimeRange timeRange,
        List<String> measures,
        @Nullable List<String> dimensions,
        @Nullable List<Condition> filters,
        @Nullable String grain,
        @Nullable Integer limit,
        @Nullable String cursor) {
    public SentQuestion {
        measures = List.copyOf(measures);
    }

    /** Either {@code last}, such as 24h, or {@code from} and {@code to}. */
    record TimeRange(
            @Nullable String last,
            @Nullable Instant from,
            @Nullable Instant to) {}

    /** What a row must meet; the value is a text, a number, a boolean or a list of them. */
    @Schema(name = "QueryFilter")
    record Condition(String field, String operator, Object value) {}
}
