// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.analytics.Calls;
import dev.llmops.analytics.Room;
import dev.llmops.analytics.intake.EventIntake.Outcome;
import dev.llmops.analytics.query.QueryEngine;
import dev.llmops.analytics.query.Question;
import dev.llmops.analytics.query.QuestionReader;
import dev.llmops.analytics.store.StoredEvent;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.contracts.identity.Role;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import dev.llmops.kernel.Violation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventIntakeTest {
    private static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final LocalDate DAY = LocalDate.parse("2026-03-10");
    private static final Caller SENDER = sender(Calls.ACME, Set.of(Permission.EVENTS_WRITE));

    @TempDir
    Path home;

    private static Caller sender(TenantId tenant, Set<Permission> permissions) {
        return new Caller(Caller.Kind.API_KEY, tenant, "k", "sender", Set.of(Role.PUBLISHER), permissions, "k", null);
    }

    private static String event(String id, String more) {
        return "{\"event_id\":\"" + id
                + "\",\"timestamp\":\"2026-03-10T11:00:00Z\",\"source_module\":\"llm-observatory\","
                + "\"event_type\":\"telemetry\",\"schema_version\":\"1.0.0\"" + more + "}";
    }

    private static List<SentEvent> json(String body) {
        return EventBody.read(body.getBytes(UTF_8), "application/json", null);
    }

    private static EventIntake intake(Room room, QueryEngine engine) {
        return new EventIntake(room.log, room.loader, engine, CLOCK);
    }

    @Test
    void eventsAreStoredOnceAlsoWhenSentAgainAfterARestart() throws Exception {
        String id = Ulids.next();
        for (int start = 0; start < 2; start++) {
            try (Room room = Room.open(home, CLOCK);
                    QueryEngine engine = new QueryEngine(room.loader, Duration.ofSeconds(20))) {
                EventIntake intake = intake(room, engine);
                List<Outcome> first = intake.take(SENDER, json(event(id, "")));
                assertThat(first.getFirst())
                        .isInstanceOf(start == 0 ? Outcome.Accepted.class : Outcome.Duplicate.class);
                assertThat(intake.take(SENDER, json(event(id, ""))).getFirst()).isInstanceOf(Outcome.Duplicate.class);
                assertThat(intake.take(SENDER, json("[" + event(id, "") + "," + event(id, "") + "]")))
                        .allMatch(Outcome.Duplicate.class::isInstance);
                room.loaded();
                assertThat(room.number(DAY, "SELECT count(*) FROM DAY.events")).isOne();
            }
        }
        try (Room room = Room.open(home, CLOCK);
                QueryEngine engine = new QueryEngine(room.loader, Duration.ofSeconds(20))) {
            Caller other = sender(Calls.OTHER, Set.of(Permission.EVENTS_WRITE));
            assertThat(intake(room, engine).take(other, json(event(id, ""))).getFirst())
                    .as("another organisation may use the same id")
                    .isInstanceOf(Outcome.Accepted.class);
            room.loaded();
            Question all = new QuestionReader(CLOCK)
                    .read(new ObjectMapper()
                            .readTree("{\"time_range\":{\"last\":\"24h\"},\"measures\":[\"events\"],"
                                    + "\"dimensions\":[\"event_type\",\"source_module\",\"severity\"]}"));
            assertThat(engine.ask(all, Calls.ACME).rows())
                    .containsExactly(List.of("telemetry", "llm-observatory", "info", 1L));
        }
    }

    @Test
    void eachRefusedEventIsExplainedAndTheOthersAreStored() throws Exception {
        try (Room room = Room.open(home, CLOCK);
                QueryEngine engine = new QueryEngine(room.loader, Duration.ofSeconds(20))) {
            List<Outcome> outcomes = intake(room, engine)
                    .take(
                            SENDER,
                            json("["
                                    + event(
                                            Ulids.next(),
                                            ",\"payload\":{\"model_id\":\"gpt\",\"total_latency_ms\":12.50}")
                                    + "," + event("not-an-id", "")
                                    + ","
                                    + event(Ulids.next(), ",\"severity\":\"loud\",\"payload\":{\"prompt_tokens\":-1}")
                                    + ",7,{},"
                                    + event(Ulids.next(), ",\"surprise\":1")
                                    + "," + event(Ulids.next(), "").replace("2026-03-10T11", "2026-03-01T11")
                                    + ","
                                    + event(Ulids.next(), "")
                                            .replace("telemetry", "security")
                                            .replace("\"schema_version\"", "\"severity\":\"info\",\"schema_version\"")
                                    + "]"));
            assertThat(outcomes.getFirst()).isInstanceOf(Outcome.Accepted.class);
            assertThat(fields(outcomes.get(1))).containsExactly("event_id");
            assertThat(fields(outcomes.get(2))).containsExactlyInAnyOrder("severity", "payload.prompt_tokens");
            assertThat(fields(outcomes.get(3))).containsExactly("");
            assertThat(fields(outcomes.get(4)))
                    .containsExactlyInAnyOrder(
                            "event_id", "timestamp", "source_module", "event_type", "schema_version");
            assertThat(fields(outcomes.get(5))).containsExactly("surprise");
            assertThat(fields(outcomes.get(6))).containsExactly("timestamp");
            assertThat(fields(outcomes.get(7))).containsExactly("severity");
            room.loaded();
            assertThat(room.number(
                            DAY, "SELECT count(*) FROM DAY.events WHERE model = 'gpt' AND payload LIKE '%12.50%'"))
                    .isOne();
            assertThat(room.number(DAY, "SELECT count(*) FROM DAY.events")).isOne();
        }
    }

    private static List<String> fields(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Rejected.class);
        return ((Outcome.Rejected) outcome)
                .faults().stream().map(Violation::field).toList();
    }

    @Test
    void oldEventsNeedThePermissionToBackfill() throws Exception {
        try (Room room = Room.open(home, CLOCK);
                QueryEngine engine = new QueryEngine(room.loader, Duration.ofSeconds(20))) {
            String old = event(Ulids.next(), "").replace("2026-03-10T11", "2025-06-01T11");
            assertThat(intake(room, engine).take(SENDER, json(old)).getFirst()).isInstanceOf(Outcome.Rejected.class);
            Caller admin = sender(Calls.ACME, Set.of(Permission.EVENTS_WRITE, Permission.EVENTS_BACKFILL));
            assertThat(intake(room, engine).take(admin, json(old)).getFirst()).isInstanceOf(Outcome.Accepted.class);
        }
    }

    @Test
    void timesAreTextsOrNumbersOfAnyUsualUnit() {
        long seconds = NOW.getEpochSecond();
        for (String time : List.of(
                "\"2026-03-10T13:00:00+01:00\"",
                seconds + "",
                seconds + "000",
                seconds + "000000",
                seconds + "000000000")) {
            SentEvent sent = json(event(Ulids.next(), "").replace("\"2026-03-10T11:00:00Z\"", time))
                    .getFirst();
            EventChecks checks = new EventChecks(Calls.ACME, NOW, false);
            assertThat(checks.check(sent).orElseThrow().time()).as(time).isEqualTo(NOW);
        }
        for (String time : List.of("\"10.3.2026\"", "-1", "1e300", "99999999999999999999999", "\"" + seconds + "\"")) {
            SentEvent sent = json(event(Ulids.next(), "").replace("\"2026-03-10T11:00:00Z\"", time))
                    .getFirst();
            assertThat(new EventChecks(Calls.ACME, NOW, false).check(sent))
                    .as(time)
                    .isEmpty();
        }
    }

    @Test
    void linesAreReadOneByOneAndAMalformedOneRefusesOnlyItself() {
        String body = event(Ulids.next(), "") + "\n{\"event_id\":\n\n" + event(Ulids.next(), "") + "\r\n";
        List<SentEvent> events = EventBody.read(body.getBytes(UTF_8), "application/x-ndjson; charset=utf-8", null);
        assertThat(events).hasSize(3);
        assertThat(events.get(1).faults()).hasSize(1);
    }

    @Test
    void cloudEventsAreTranslated() {
        String body =
                "{\"specversion\":\"1.0\",\"id\":\"any id\",\"source\":\"/rooms/registry\",\"type\":\"registry.asset.published\","
                        + "\"time\":\"2026-03-10T11:00:00Z\",\"subject\":\"s\",\"data\":[1,2]}";
        StoredEvent event = new EventChecks(Calls.ACME, NOW, false)
                .check(json(body).getFirst())
                .orElseThrow();
        assertThat(event.eventId()).isEqualTo("any id");
        assertThat(event.eventType()).isEqualTo("custom");
        assertThat(event.sourceModule()).isEqualTo("registry");
        assertThat(event.payload()).isEqualTo("{\"value\":[1,2]}");
        assertThat(event.tags()).contains("registry.asset.published");
        assertThat(new EventChecks(Calls.ACME, NOW, false)
                        .check(json(body.replace("\"1.0\"", "\"0.3\"")).getFirst()))
                .isEmpty();
    }

    @Test
    void gzipIsUnpackedButABombIsRefused() throws IOException {
        byte[] packed = gzip(event(Ulids.next(), "").getBytes(UTF_8));
        assertThat(EventBody.read(packed, null, "gzip")).hasSize(1);
        byte[] bomb = gzip(("[" + " ".repeat(70 << 20) + "]").getBytes(UTF_8));
        refused(() -> EventBody.read(bomb, null, "gzip"), ErrorCode.PAYLOAD_TOO_LARGE);
        refused(() -> EventBody.read(new byte[(10 << 20) + 1], null, null), ErrorCode.PAYLOAD_TOO_LARGE);
        refused(() -> EventBody.read(new byte[] {1, 2, 3}, null, "gzip"), ErrorCode.MALFORMED_REQUEST);
        refused(() -> EventBody.read(new byte[] {1, 2, 3}, null, "br"), ErrorCode.UNSUPPORTED_MEDIA_TYPE);
        refused(() -> json("{\"a\":"), ErrorCode.MALFORMED_REQUEST);
        refused(() -> json("{} {}"), ErrorCode.MALFORMED_REQUEST);
        refused(() -> json(""), ErrorCode.VALIDATION_FAILED);
        refused(() -> json("[" + "{},".repeat(1000) + "{}]"), ErrorCode.VALIDATION_FAILED);
        refused(() -> json("{\"payload\":" + "[".repeat(100) + "]".repeat(100) + "}"), ErrorCode.MALFORMED_REQUEST);
    }

    @Test
    void aPayloadLargerThanARecordIsRefusedAlone() {
        List<SentEvent> events =
                json("[" + event(Ulids.next(), ",\"payload\":{\"a\":[" + "\"xxxxxxxxxxxxxxx\",".repeat(20_000) + "1]}")
                        + "," + event(Ulids.next(), "") + "]");
        assertThat(events.get(0).faults()).extracting(Violation::field).containsExactly("payload");
        assertThat(events.get(1).faults()).isEmpty();
    }

    private static void refused(Runnable work, ErrorCode code) {
        assertThatThrownBy(work::run).isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.code())
                .isEqualTo(code));
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(plain);
        }
        return packed.toByteArray();
    }
}
