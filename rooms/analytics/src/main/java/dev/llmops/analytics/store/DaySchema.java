// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.store;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The tables of a day file: rows, their rollups by minute and by hour, and how far each lane of the log was loaded into
 * this very file. Times are UTC.
 */
public final class DaySchema {
    /** Empty tables in memory with the columns of a day file, for questions about days that have none. */
    public static final String EMPTY = "memory.main";

    /** Tokens that few calls have. Files of before there were such columns get them, after all others, when attached. */
    static final List<String> PARTS = List.of(
            "cache_write_tokens",
            "long_cache_write_tokens",
            "audio_input_tokens",
            "cached_audio_input_tokens",
            "audio_output_tokens",
            "image_input_tokens");

    private static final String PART_COLUMNS = each(", %s BIGINT DEFAULT 0");
    private static final int USAGE_WIDTH = 24 + PARTS.size();

    private static final String USAGE_COLUMNS = """
            call_id VARCHAR NOT NULL, tenant VARCHAR NOT NULL, time TIMESTAMP NOT NULL,
            service VARCHAR NOT NULL, service_version VARCHAR NOT NULL, model VARCHAR NOT NULL, provider VARCHAR NOT NULL,
            subscription VARCHAR NOT NULL, key VARCHAR NOT NULL, status VARCHAR NOT NULL, error_code VARCHAR,
            stream BOOLEAN NOT NULL, simulated BOOLEAN NOT NULL,
            duration_ms BIGINT NOT NULL, ttft_ms BIGINT,
            input_tokens BIGINT NOT NULL, output_tokens BIGINT NOT NULL, cached_input_tokens BIGINT NOT NULL,
            reasoning_tokens BIGINT NOT NULL, cost_micro_usd BIGINT,
            service_id VARCHAR NOT NULL, price_model VARCHAR NOT NULL, price_version VARCHAR, estimated BOOLEAN NOT NULL
            """ + PART_COLUMNS;
    private static final String EVENT_COLUMNS = """
            event_id VARCHAR NOT NULL, tenant VARCHAR NOT NULL, time TIMESTAMP NOT NULL, received_at TIMESTAMP NOT NULL,
            source_module VARCHAR NOT NULL, event_type VARCHAR NOT NULL, schema_version VARCHAR NOT NULL,
            severity VARCHAR NOT NULL, environment VARCHAR, correlation_id VARCHAR, parent_event_id VARCHAR,
            model VARCHAR, tags VARCHAR NOT NULL, payload VARCHAR NOT NULL
            """;
    private static final String ROLLUP_COLUMNS = """
            tenant VARCHAR NOT NULL, time TIMESTAMP NOT NULL,
            service VARCHAR NOT NULL, service_version VARCHAR NOT NULL, model VARCHAR NOT NULL, provider VARCHAR NOT NULL,
            subscription VARCHAR NOT NULL, key VARCHAR NOT NULL, status VARCHAR NOT NULL, error_code VARCHAR,
            stream BOOLEAN NOT NULL, simulated BOOLEAN NOT NULL,
            calls BIGINT NOT NULL, duration_ms BIGINT NOT NULL, input_tokens BIGINT NOT NULL,
            output_tokens BIGINT NOT NULL, cached_input_tokens BIGINT NOT NULL, reasoning_tokens BIGINT NOT NULL,
            cost_micro_usd BIGINT NOT NULL, unpriced_calls BIGINT NOT NULL
            """ + PART_COLUMNS;

    private DaySchema() {}

    /** A text for each of the parts, one after the other, with its name in the place of each {@code %s}. */
    private static String each(String text) {
        return PARTS.stream().map(part -> text.replace("%s", part)).collect(Collectors.joining());
    }

    /** The catalogue a day's file is attached as; safe to stand in SQL. */
    public static String catalogue(LocalDate day) {
        return "d" + day.format(DateTimeFormatter.BASIC_ISO_DATE);
    }

    static List<String> create(LocalDate day) {
        return create(catalogue(day));
    }

    static List<String> create(String file) {
        return List.of(
                "CREATE TABLE IF NOT EXISTS " + file + ".usage (" + USAGE_COLUMNS + ")",
                "CREATE TABLE IF NOT EXISTS " + file + ".events (" + EVENT_COLUMNS + ")",
                "CREATE TABLE IF NOT EXISTS " + file + ".usage_minute (" + ROLLUP_COLUMNS + ")",
                "CREATE TABLE IF NOT EXISTS " + file + ".usage_hour (" + ROLLUP_COLUMNS + ")",
                "CREATE TABLE IF NOT EXISTS " + file
                        + ".log_position (lane VARCHAR NOT NULL, position BIGINT NOT NULL)");
    }

    /** One row with one boolean: whether the file was made before there were parts. */
    static String lacksParts(LocalDate day) {
        return "SELECT count(*) < " + USAGE_WIDTH + " FROM pragma_table_info('" + catalogue(day) + ".main.usage')";
    }

    static List<String> addParts(LocalDate day) {
        return Stream.of("usage", Rollup.MINUTE.table(), Rollup.HOUR.table())
                .flatMap(table -> PARTS.stream()
                        .map(part -> "ALTER TABLE " + catalogue(day) + "." + table + " ADD COLUMN IF NOT EXISTS " + part
                                + " BIGINT DEFAULT 0"))
                .toList();
    }

    /**
     * What rows pass through on their way into a day file; private to the writing connection. Calls keep what is their
     * own, and the number of a kind that holds the rest. Made anew for each commit: deleting would leave the rows there.
     */
    static List<String> staging() {
        return List.of("""
                CREATE OR REPLACE TEMP TABLE new_usage (
                  call_id VARCHAR NOT NULL, kind INTEGER NOT NULL, time TIMESTAMP NOT NULL,
                  duration_ms BIGINT NOT NULL, ttft_ms BIGINT,
                  input_tokens BIGINT NOT NULL, output_tokens BIGINT NOT NULL, cached_input_tokens BIGINT NOT NULL,
                  reasoning_tokens BIGINT NOT NULL, cost_micro_usd BIGINT%s)
                """.formatted(PART_COLUMNS), """
                CREATE OR REPLACE TEMP TABLE new_kinds (
                  kind INTEGER NOT NULL, tenant VARCHAR NOT NULL,
                  service VARCHAR NOT NULL, service_version VARCHAR NOT NULL, model VARCHAR NOT NULL,
                  provider VARCHAR NOT NULL, subscription VARCHAR NOT NULL, key VARCHAR NOT NULL,
                  status VARCHAR NOT NULL, error_code VARCHAR, stream BOOLEAN NOT NULL, simulated BOOLEAN NOT NULL,
                  service_id VARCHAR NOT NULL, price_model VARCHAR NOT NULL, price_version VARCHAR,
                  estimated BOOLEAN NOT NULL)
                """);
    }

    static String stagingEvents() {
        return "CREATE OR REPLACE TEMP TABLE new_events (" + EVENT_COLUMNS + ")";
    }

    /**
     * Leaves of the staged calls those that the file does not hold. Call ids rise with time: between the lowest and the
     * highest staged one, given as literals, few blocks are read.
     */
    static String forgetStoredCalls(LocalDate day, String lowest, String highest) {
        return """
                DELETE FROM temp.new_usage WHERE call_id IN (
                  SELECT call_id FROM %s.usage WHERE call_id BETWEEN %s AND %s)
                """.formatted(catalogue(day), literal(lowest), literal(highest));
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    static String forgetStoredEvents(LocalDate day) {
        return """
                DELETE FROM temp.new_events WHERE (tenant, event_id) IN (SELECT (tenant, event_id) FROM %s.events)
                """.formatted(catalogue(day));
    }

    static String keepCalls(LocalDate day) {
        return """
                INSERT INTO %s.usage
                SELECT call_id, tenant, time, service, service_version, model, provider, subscription, key, status,
                  error_code, stream, simulated, duration_ms, ttft_ms, input_tokens, output_tokens, cached_input_tokens,
                  reasoning_tokens, cost_micro_usd, service_id, price_model, price_version, estimated%s
                FROM temp.new_usage JOIN temp.new_kinds USING (kind)
                """.formatted(catalogue(day), each(", %s"));
    }

    static String keepEvents(LocalDate day) {
        return "INSERT INTO " + catalogue(day) + ".events SELECT * FROM temp.new_events";
    }

    /** The staged calls, added up by minute and kind: the rollups are made from it. */
    static String addUp() {
        return """
                CREATE OR REPLACE TEMP TABLE new_sums AS
                SELECT kind, date_trunc('minute', time) AS time, count(*) AS calls, sum(duration_ms)::BIGINT AS duration_ms,
                  sum(input_tokens)::BIGINT AS input_tokens, sum(output_tokens)::BIGINT AS output_tokens,
                  sum(cached_input_tokens)::BIGINT AS cached_input_tokens, sum(reasoning_tokens)::BIGINT AS reasoning_tokens,
                  coalesce(sum(cost_micro_usd), 0)::BIGINT AS cost_micro_usd,
                  count(*) FILTER (WHERE cost_micro_usd IS NULL) AS unpriced_calls%s
                FROM temp.new_usage GROUP BY 1, 2
                """.formatted(each(", sum(%s)::BIGINT AS %s"));
    }

    /** Adds the staged calls to a rollup. */
    static String rollUp(LocalDate day, Rollup rollup) {
        return """
                MERGE INTO %s.%s AS kept USING (
                  SELECT tenant, date_trunc('%s', time) AS time, service, service_version, model, provider, subscription, key,
                    status, error_code, stream, simulated, sum(calls)::BIGINT AS calls, sum(duration_ms)::BIGINT AS duration_ms,
                    sum(input_tokens)::BIGINT AS input_tokens, sum(output_tokens)::BIGINT AS output_tokens,
                    sum(cached_input_tokens)::BIGINT AS cached_input_tokens, sum(reasoning_tokens)::BIGINT AS reasoning_tokens,
                    sum(cost_micro_usd)::BIGINT AS cost_micro_usd, sum(unpriced_calls)::BIGINT AS unpriced_calls%s
                  FROM temp.new_sums JOIN temp.new_kinds USING (kind) GROUP BY ALL) AS new
                ON kept.time = new.time AND kept.tenant = new.tenant AND kept.service = new.service
                  AND kept.service_version = new.service_version AND kept.model = new.model AND kept.provider = new.provider
                  AND kept.subscription = new.subscription AND kept.key = new.key AND kept.status = new.status
                  AND kept.error_code IS NOT DISTINCT FROM new.error_code AND kept.stream = new.stream
                  AND kept.simulated = new.simulated
                WHEN MATCHED THEN UPDATE SET calls = kept.calls + new.calls, duration_ms = kept.duration_ms + new.duration_ms,
                  input_tokens = kept.input_tokens + new.input_tokens, output_tokens = kept.output_tokens + new.output_tokens,
                  cached_input_tokens = kept.cached_input_tokens + new.cached_input_tokens,
                  reasoning_tokens = kept.reasoning_tokens + new.reasoning_tokens,
                  cost_micro_usd = kept.cost_micro_usd + new.cost_micro_usd,
                  unpriced_calls = kept.unpriced_calls + new.unpriced_calls%s
                WHEN NOT MATCHED THEN INSERT VALUES (new.tenant, new.time, new.service, new.service_version, new.model,
                  new.provider, new.subscription, new.key, new.status, new.error_code, new.stream, new.simulated, new.calls,
                  new.duration_ms, new.input_tokens, new.output_tokens, new.cached_input_tokens, new.reasoning_tokens,
                  new.cost_micro_usd, new.unpriced_calls%s)
                """.formatted(
                        catalogue(day),
                        rollup.table(),
                        rollup.unit(),
                        each(", sum(%s)::BIGINT AS %s"),
                        each(", %s = kept.%s + new.%s"),
                        each(", new.%s"));
    }

    public enum Rollup {
        MINUTE("usage_minute", "minute"),
        HOUR("usage_hour", "hour");

        private final String table;
        private final String unit;

        Rollup(String table, String unit) {
            this.table = table;
            this.unit = unit;
        }

        public String table() {
            return table;
        }

        String unit() {
            return unit;
        }
    }
}
