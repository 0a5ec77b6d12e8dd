// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.query;

import dev.llmops.analytics.query.Dimension.Subject;
import dev.llmops.kernel.Problem;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked for, as SQL over rows and, where sums suffice, over rollups. Both give the same answer. A
 * percentile is the value at the nearest rank, so it is one that was measured.
 */
enum Measure {
    CALLS("calls", "count(*)", "coalesce(sum(calls), 0)::BIGINT"),
    ERRORS(
            "errors",
            "count(*) FILTER (WHERE status IN ('error', 'timeout'))",
            "coalesce(sum(calls) FILTER (WHERE status IN ('error', 'timeout')), 0)::BIGINT"),
    ABORTED(
            "aborted",
            "count(*) FILTER (WHERE status = 'aborted')",
            "coalesce(sum(calls) FILTER (WHERE status = 'aborted'), 0)::BIGINT"),
    INPUT_TOKENS("input_tokens", sum("input_tokens"), sum("input_tokens")),
    OUTPUT_TOKENS("output_tokens", sum("output_tokens"), sum("output_tokens")),
    TOTAL_TOKENS("total_tokens", sum("input_tokens + output_tokens"), sum("input_tokens + output_tokens")),
    CACHED_INPUT_TOKENS("cached_input_tokens", sum("cached_input_tokens"), sum("cached_input_tokens")),
    REASONING_TOKENS("reasoning_tokens", sum("reasoning_tokens"), sum("reasoning_tokens")),
    CACHE_WRITE_TOKENS("cache_write_tokens", sum("cache_write_tokens"), sum("cache_write_tokens")),
    LONG_CACHE_WRITE_TOKENS("long_cache_write_tokens", sum("long_cache_write_tokens"), sum("long_cache_write_tokens")),
    AUDIO_INPUT_TOKENS("audio_input_tokens", sum("audio_input_tokens"), sum("audio_input_tokens")),
    CACHED_AUDIO_INPUT_TOKENS(
            "cached_audio_input_tokens", sum("cached_audio_input_tokens"), sum("cached_audio_input_tokens")),
    AUDIO_OUTPUT_TOKENS("audio_output_tokens", sum("audio_output_tokens"), sum("audio_output_tokens")),
    IMAGE_INPUT_TOKENS("image_input_tokens", sum("image_input_tokens"), sum("image_input_tokens")),
    /** Calls whose tokens we counted because the provider did not say. */
    ESTIMATED_CALLS("estimated_calls", "count(*) FILTER (WHERE estimated)", null),
    /** Null when there were calls and none has a price. */
    COST_MICRO_USD(
            "cost_micro_usd",
            "CASE WHEN count(*) > 0 AND count(cost_micro_usd) = 0 THEN NULL ELSE " + sum("cost_micro_usd") + " END",
            "CASE WHEN sum(calls) > 0 AND sum(calls) = sum(unpriced_calls) THEN NULL ELSE " + sum("cost_micro_usd")
                    + " END"),
    UNPRICED_CALLS("unpriced_calls", "count(*) FILTER (WHERE cost_micro_usd IS NULL)", sum("unpriced_calls")),
    LATENCY_AVG_MS(
            "latency_avg_ms",
            "round(sum(duration_ms)::DOUBLE / nullif(count(*), 0), 3)",
            "round(sum(duration_ms)::DOUBLE / nullif(sum(calls), 0)::DOUBLE, 3)"),
    LATENCY_P50_MS("latency_p50_ms", "quantile_disc(duration_ms, 0.5)", null),
    LATENCY_P95_MS("latency_p95_ms", "quantile_disc(duration_ms, 0.95)", null),
    LATENCY_P99_MS("latency_p99_ms", "quantile_disc(duration_ms, 0.99)", null),
    TTFT_P95_MS("ttft_p95_ms", "quantile_disc(ttft_ms, 0.95)", null),
    EVENTS("events", "count(*)", null);

    private final String wireName;
    private final String overRows;
    private final @Nullable String overRollup;

    Measure(String wireName, String overRows, @Nullable String overRollup) {
        this.wireName = wireName;
        this.overRows = overRows;
        this.overRollup = overRollup;
    }

    private static String sum(String expression) {
        return "coalesce(sum(" + expression + "), 0)::BIGINT";
    }

    String wireName() {
        return wireName;
    }

    String overRows() {
        return overRows;
    }

    /** Null when only the rows can tell. */
    @Nullable
    String overRollup() {
        return overRollup;
    }

    Subject subject() {
        return this == EVENTS ? Subject.EVENTS : Subject.CALLS;
    }

    String type() {
        return this == LATENCY_AVG_MS ? "number" : "integer";
    }

    static Measure parse(String name, String field) {
        return Arrays.stream(values())
                .filter(measure -> measure.wireName.equals(name))
                .findFirst()
                .orElseThrow(() -> Problem.invalid(
                        field,
                        name,
                        "one of "
                                + Arrays.stream(values()).map(Measure::wireName).collect(Collectors.joining(", "))));
    }
}
