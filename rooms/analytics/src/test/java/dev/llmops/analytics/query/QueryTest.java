// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.analytics.Calls;
import dev.llmops.analytics.Room;
import dev.llmops.analytics.store.DayFiles;
import dev.llmops.analytics.store.EventStore;
import dev.llmops.analytics.store.StoredUsageTotals;
import dev.llmops.contracts.analytics.IngestLog;
import dev.llmops.contracts.analytics.UsageRecord;
import dev.llmops.contracts.gateway.CallStatus;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Answers over known rows: two tenants, three days, two services. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueryTest {
    private static final Instant NOW = Instant.parse("2026-03-10T12:34:56Z");
    private static final Instant TEN = Instant.parse("2026-03-10T10:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DAY = "{\"from\":\"2026-03-10T00:00:00Z\",\"to\":\"2026-03-11T00:00:00Z\"}";

    private final QuestionReader reader = new QuestionReader(CLOCK);
    private final Calls calls = new Calls();
    private Room room;
    private QueryEngine engine;

    @BeforeAll
    void load(@TempDir Path home) throws Exception {
        room = Room.open(home, CLOCK);
        engine = new QueryEngine(room.loader, Duration.ofSeconds(20));
        IngestLog.Lane lane = room.log.lane("a");
        for (int i = 0; i < 100; i++) {
            add(lane, Calls.ACME, "chat", TEN.plusSeconds(i), i + 1, CallStatus.SUCCESS, null, "openai");
        }
        add(
                lane,
                Calls.ACME,
                "chat",
                TEN.plus(Duration.ofHours(1)),
                900,
                CallStatus.ERROR,
                "upstream_failed",
                "openai");
        add(lane, Calls.ACME, "code", TEN.plus(Duration.ofHours(1)), 50, CallStatus.SUCCESS, null, "unknown");
        add(lane, Calls.ACME, "code", TEN.plus(Duration.ofHours(1)), 60, CallStatus.ABORTED, "client_closed", "openai");
        add(
                lane,
                Calls.ACME,
                "chat",
                TEN.minus(Duration.ofDays(1)),
                10,
                CallStatus.TIMEOUT,
                "upstream_timeout",
                "openai");
        add(lane, Calls.ACME, "chat", TEN.minus(Duration.ofDays(5)), 10, CallStatus.SUCCESS, null, "openai");
        for (int i = 0; i < 7; i++) {
            add(lane, Calls.OTHER, "secret", TEN.plusSeconds(i), 1, CallStatus.SUCCESS, null, "openai");
        }
        room.loaded();
    }

    @AfterAll
    void close() throws Exception {
        engine.close();
        room.close();
    }

    private void add(
            IngestLog.Lane lane,
            TenantId tenant,
            String service,
            Instant at,
            long millis,
            CallStatus status,
            @Nullable String error,
            String provider) {
        UsageRecord call = Calls.call(
                Ulids.next(), tenant, service, provider, at, millis, status, error, Calls.tokens(10, 5), false);
        calls.complete(lane, call);
    }

    private Answer ask(TenantId tenant, String query) throws Exception {
        return engine.ask(reader.read(JSON.readTree(query)), tenant);
    }

    private Answer ask(String query) throws Exception {
        return ask(Calls.ACME, query);
    }

    @Test
    void sumsAndCountsAreThoseOfTheRows() throws Exception {
        Answer answer = ask("{\"time_range\":" + DAY
                + ",\"measures\":[\"calls\",\"errors\",\"aborted\",\"input_tokens\",\"output_tokens\",\"total_tokens\","
                + "\"cached_input_tokens\",\"reasoning_tokens\",\"cost_micro_usd\",\"unpriced_calls\"]}");
        assertThat(answer.columns().getFirst()).isEqualTo(new Answer.Column("calls", "integer"));
        assertThat(answer.rows()).containsExactly(List.of(103L, 1L, 1L, 1030L, 515L, 1545L, 515L, 103L, 102 * 15L, 1L));
        assertThat(answer.nextCursor()).isNull();
    }

    @Test
    void percentilesAreMeasuredValuesAtTheNearestRank() throws Exception {
        Answer answer = ask(
                "{\"time_range\":{\"from\":\"2026-03-10T10:00:00Z\",\"to\":\"2026-03-10T11:00:00Z\"},"
                        + "\"measures\":[\"latency_p50_ms\",\"latency_p95_ms\",\"latency_p99_ms\",\"latency_avg_ms\",\"ttft_p95_ms\"]}");
        assertThat(answer.rows()).containsExactly(List.of(50L, 95L, 99L, 50.5, 47L));
    }

    @Test
    void aGrainPutsTimeFirstAndOrdersByItThenByDimensions() throws Exception {
        Answer answer = ask("{\"time_range\":" + DAY
                + ",\"measures\":[\"calls\",\"cost_micro_usd\"],\"dimensions\":[\"service\"],\"grain\":\"1h\"}");
        assertThat(answer.columns())
                .containsExactly(
                        new Answer.Column("time", "timestamp"),
                        new Answer.Column("service", "string"),
                        new Answer.Column("calls", "integer"),
                        new Answer.Column("cost_micro_usd", "integer"));
        assertThat(answer.rows())
                .containsExactly(
                        List.of("2026-03-10T10:00:00Z", "chat", 100L, 1500L),
                        List.of("2026-03-10T11:00:00Z", "chat", 1L, 15L),
                        List.of("2026-03-10T11:00:00Z", "code", 2L, 15L));
    }

    @Test
    void withoutAGrainTheFirstMeasureOrdersDescending() throws Exception {
        assertThat(ask("{\"time_range\":{\"last\":\"7d\"},\"measures\":[\"calls\"],\"dimensions\":[\"error_code\"]}")
                        .rows())
                .containsExactly(
                        Arrays.asList(null, 102L),
                        List.of("client_closed", 1L),
                        List.of("upstream_failed", 1L),
                        List.of("upstream_timeout", 1L));
    }

    @Test
    void aCostOfCallsWithoutPriceIsNullAndNotZero() throws Exception {
        assertThat(ask("{\"time_range\":{\"last\":\"24h\"},\"measures\":[\"cost_micro_usd\",\"calls\"],"
                                + "\"dimensions\":[\"provider\"]}")
                        .rows())
                .containsExactly(List.of("openai", 1530L, 102L), Arrays.asList("unknown", null, 1L));
        assertThat(
                        ask("{\"time_range\":{\"last\":\"1m\"},\"measures\":[\"cost_micro_usd\",\"calls\",\"latency_p95_ms\","
                                        + "\"latency_avg_ms\"]}")
                                .rows())
                .containsExactly(Arrays.asList(0L, 0L, null, null));
    }

    @Test
    void everyOperatorFilters() throws Exception {
        assertThat(filtered("service", "eq", "\"chat\"")).isEqualTo(101);
        assertThat(filtered("service", "ne", "\"chat\"")).isEqualTo(2);
        assertThat(filtered("service", "in", "[\"chat\",\"code\"]")).isEqualTo(103);
        assertThat(filtered("service", "not_in", "[\"chat\"]")).isEqualTo(2);
        assertThat(filtered("error_code", "not_in", "[\"client_closed\"]")).isEqualTo(102);
        assertThat(filtered("error_code", "ne", "\"client_closed\"")).isEqualTo(102);
        assertThat(filtered("service", "gt", "\"chat\"")).isEqualTo(2);
        assertThat(filtered("service", "gte", "\"chat\"")).isEqualTo(103);
        assertThat(filtered("service", "lt", "\"code\"")).isEqualTo(101);
        assertThat(filtered("service", "lte", "\"code\"")).isEqualTo(103);
        assertThat(filtered("error_code", "contains", "\"clos\"")).isEqualTo(1);
        assertThat(filtered("error_code", "starts_with", "\"up\"")).isEqualTo(1);
        assertThat(filtered("error_code", "exists", "true")).isEqualTo(2);
        assertThat(filtered("error_code", "exists", "false")).isEqualTo(101);
        assertThat(filtered("stream", "eq", "false")).isEqualTo(103);
        assertThat(filtered("simulated", "in", "[true]")).isZero();
        assertThat(filtered("service", "eq", "\"x' OR 1=1 --\"")).isZero();
    }

    private long filtered(String field, String operator, String value) throws Exception {
        return (Long) java.util.Objects.requireNonNull(ask("{\"time_range\":" + DAY
                        + ",\"measures\":[\"calls\"],\"filters\":[{\"field\":\"" + field + "\",\"operator\":\""
                        + operator
                        + "\",\"value\":" + value + "}]}")
                .rows()
                .getFirst()
                .getFirst());
    }

    @Test
    void pagesTogetherAreTheWholeAnswerOnce() throws Exception {
        for (String shape : List.of(
                "\"measures\":[\"calls\",\"latency_p95_ms\"],\"dimensions\":[\"service\",\"error_code\"],\"grain\":\"1m\"",
                "\"measures\":[\"cost_micro_usd\"],\"dimensions\":[\"provider\",\"error_code\",\"stream\"]",
                "\"measures\":[\"latency_avg_ms\"],\"dimensions\":[\"error_code\",\"service\"]")) {
            String query = "{\"time_range\":{\"last\":\"30d\"}," + shape;
            List<List<@Nullable Object>> whole = ask(query + "}").rows();
            List<List<@Nullable Object>> paged = new ArrayList<>();
            String cursor = null;
            do {
                Answer page = ask(
                        query + ",\"limit\":1,\"cursor\":" + (cursor == null ? "null" : "\"" + cursor + "\"") + "}");
                paged.addAll(page.rows());
                cursor = page.nextCursor();
            } while (cursor != null);
            assertThat(paged).isEqualTo(whole).hasSizeGreaterThan(2);
        }
    }

    @Test
    void rollupsAnswerAsRowsDo() throws Exception {
        List<Measure> additive = Arrays.stream(Measure.values())
                .filter(measure -> measure.overRollup() != null)
                .toList();
        List<LocalDate> days =
                room.loader.store().files().between(LocalDate.parse("2026-03-01"), LocalDate.parse("2026-03-10"));
        Set<Object> used = new HashSet<>();
        for (@Nullable
        Grain grain : Arrays.asList(null, Grain.MINUTE, Grain.FIVE_MINUTES, Grain.HOUR, Grain.SIX_HOURS, Grain.DAY)) {
            for (Instant from : List.of(TEN.minus(Duration.ofDays(6)), TEN.plusSeconds(60))) {
                Question question = new Question(
                        from,
                        TEN.plus(Duration.ofHours(3)),
                        additive,
                        List.of(Dimension.SERVICE, Dimension.ERROR_CODE),
                        List.of(),
                        grain,
                        1000,
                        null);
                used.add(QuerySql.rollupFor(question));
                assertThat(rows(QuerySql.of(question, Calls.ACME, days), days))
                        .isEqualTo(rows(QuerySql.overRows(question, Calls.ACME, days), days))
                        .isNotEmpty();
            }
        }
        assertThat(used).as("both rollups were asked").hasSize(2);
    }

    private List<List<@Nullable Object>> rows(QuerySql sql, List<LocalDate> days) throws Exception {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        EventStore store = room.loader.store();
        try (DayFiles.Use _ = store.files().use(days);
                var connection = store.connect();
                var statement = connection.prepareStatement(sql.text())) {
            for (int i = 0; i < sql.parameters().size(); i++) {
                statement.setObject(i + 1, sql.parameters().get(i));
            }
            try (var result = statement.executeQuery()) {
                while (result.next()) {
                    List<@Nullable Object> row = new ArrayList<>();
                    for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                        row.add(result.getObject(i));
                    }
                    rows.add(row);
                }
            }
        }
        return rows;
    }

    /** Whatever is asked, the other organisation's service never shows, and its calls are never counted. */
    @Test
    void noQuestionReadsAnotherTenant() throws Exception {
        Random random = new Random(7);
        for (int i = 0; i < 150; i++) {
            boolean rollup = random.nextBoolean();
            String query = "{\"time_range\":"
                    + (rollup
                            ? "{\"last\":\"30d\"}"
                            : "{\"from\":\"2026-03-01T00:00:01Z\",\"to\":\"2026-03-11T00:00:00Z\"}")
                    + ",\"measures\":[\"calls\"],\"dimensions\":[\"service\"]"
                    + ",\"filters\":[" + randomFilter(random) + "]"
                    + (random.nextBoolean() ? ",\"grain\":\"1h\"" : "") + ",\"limit\":1000}";
            for (List<@Nullable Object> row : ask(query).rows()) {
                assertThat(row).doesNotContain("secret");
            }
            for (List<@Nullable Object> row : ask(Calls.OTHER, query).rows()) {
                assertThat(row).contains("secret");
            }
        }
        assertThat(ask(Calls.OTHER, "{\"time_range\":{\"last\":\"30d\"},\"measures\":[\"calls\"]}")
                        .rows())
                .containsExactly(List.of(7L));
    }

    private static String randomFilter(Random random) {
        Dimension[] dimensions = {
            Dimension.SERVICE, Dimension.MODEL, Dimension.KEY, Dimension.SUBSCRIPTION, Dimension.ERROR_CODE
        };
        String[] values = {"secret", "", "' OR tenant <> '", "$1", "01JAZ3K6Q0V8B7M4N2T9R5XWYB", "sub-secret", "key-1"};
        List<Filter.Operator> operators = List.of(Filter.Operator.values());
        Filter.Operator operator = operators.get(random.nextInt(operators.size()));
        String value = "\"" + values[random.nextInt(values.length)] + "\"";
        return "{\"field\":\"" + dimensions[random.nextInt(dimensions.length)].wireName() + "\",\"operator\":\""
                + operator.wireName() + "\",\"value\":"
                + (operator == Filter.Operator.EXISTS
                        ? String.valueOf(random.nextBoolean())
                        : operator.takesList() ? "[" + value + "]" : value)
                + "}";
    }

    @Test
    void everyRefusalNamesFieldValueAndWhatWasExpected() {
        String range = "\"time_range\":{\"last\":\"24h\"}";
        refused("{" + range + ",\"measures\":[\"cals\"]}", "measures", "cals", "calls, errors");
        refused("{" + range + ",\"measures\":[]}", "measures", "[]", "1 to 23");
        refused("{" + range + "}", "measures", null, "array");
        refused("{\"measures\":[\"calls\"]}", "time_range", null, "last");
        refused("{\"time_range\":{\"last\":\"1y\"},\"measures\":[\"calls\"]}", "time_range.last", "1y", "24h");
        refused("{\"time_range\":{\"last\":\"401d\"},\"measures\":[\"calls\"]}", "time_range.last", "401d", "400d");
        refused(
                "{\"time_range\":{\"from\":\"yesterday\",\"to\":\"2026-01-01T00:00:00Z\"},\"measures\":[\"calls\"]}",
                "time_range.from",
                "yesterday",
                "RFC 3339");
        refused(
                "{\"time_range\":{\"from\":\"2026-01-02T00:00:00Z\",\"to\":\"2026-01-01T00:00:00Z\"},\"measures\":[\"calls\"]}",
                "time_range.to",
                "2026-01-01T00:00:00Z",
                "later");
        refused(
                "{\"time_range\":{\"from\":\"2024-01-02T00:00:00Z\",\"to\":\"2026-01-01T00:00:00Z\"},\"measures\":[\"calls\"]}",
                "time_range.from",
                "2024-01-02T00:00:00Z",
                "400 days");
        refused("{" + range + ",\"measures\":[\"calls\",\"events\"]}", "measures", "events", "alone");
        refused(
                "{" + range + ",\"measures\":[\"events\"],\"dimensions\":[\"service\"]}",
                "dimensions",
                "service",
                "event_type");
        refused(
                "{" + range + ",\"measures\":[\"calls\"],\"dimensions\":[\"tenant\"]}",
                "dimensions",
                "tenant",
                "service");
        refused("{" + range + ",\"measures\":[\"calls\"],\"grain\":\"2h\"}", "grain", "2h", "1m, 5m");
        refused("{" + range + ",\"measures\":[\"calls\"],\"limit\":1001}", "limit", "1001", "1 to 1000");
        refused("{" + range + ",\"measures\":[\"calls\"],\"cursor\":\"abc\"}", "cursor", "abc", "next_cursor");
        refused("{" + range + ",\"measures\":[\"calls\"],\"order\":1}", "order", "1", "only the fields");
        refused(
                "{" + range
                        + ",\"measures\":[\"calls\"],\"filters\":[{\"field\":\"service\",\"operator\":\"like\",\"value\":\"x\"}]}",
                "filters[0].operator",
                "like",
                "starts_with");
        refused(
                "{" + range
                        + ",\"measures\":[\"calls\"],\"filters\":[{\"field\":\"stream\",\"operator\":\"eq\",\"value\":\"x\"}]}",
                "filters[0].value",
                "\"x\"",
                "true or false");
        refused("[1]", "", "ARRAY", "object");
    }

    private void refused(String query, String field, @Nullable String value, String expected) {
        assertThatThrownBy(() -> ask(query)).as(query).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.code()).isEqualTo(ErrorCode.VALIDATION_FAILED);
            assertThat(problem.violations().getFirst().field()).isEqualTo(field);
            assertThat(problem.violations().getFirst().value()).isEqualTo(value);
            assertThat(problem.violations().getFirst().expected()).contains(expected);
        });
    }

    @Test
    void totalsCountWhatCountsPerSubscription() {
        StoredUsageTotals totals = new StoredUsageTotals(room.loader, CLOCK);
        assertThat(totals.since(TEN.minus(Duration.ofHours(1))))
                .containsEntry("sub-chat", new dev.llmops.contracts.analytics.UsageTotals.Totals(100, 1500))
                .containsEntry("sub-code", new dev.llmops.contracts.analytics.UsageTotals.Totals(2, 30))
                .containsEntry("sub-secret", new dev.llmops.contracts.analytics.UsageTotals.Totals(7, 105))
                .hasSize(3);
    }

    @Test
    void totalsPerKeyAddUpToThoseOfTheirSubscriptions() {
        StoredUsageTotals totals = new StoredUsageTotals(room.loader, CLOCK);
        var since = TEN.minus(Duration.ofHours(1));
        var byKey = totals.byKey(since);

        assertThat(byKey.stream().mapToLong(key -> key.calls()).sum()).isEqualTo(109);
        assertThat(byKey.stream()
                        .mapToLong(key -> key.inputTokens() + key.outputTokens())
                        .sum())
                .isEqualTo(1_635);
        assertThat(byKey).allSatisfy(key -> assertThat(key.tenant()).isNotNull());
        assertThat(totals.byKey(TEN.plus(Duration.ofDays(2)))).isEmpty();
    }
}
