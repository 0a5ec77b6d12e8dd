// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kits.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.kernel.DomainEvent;
import dev.llmops.kernel.Event;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import dev.llmops.platform.sql.Conflicts;
import dev.llmops.platform.sql.Jsonb;
import dev.llmops.platform.sql.RoomSchema;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresKitTest {
    @RegisterExtension
    static final PostgresKit POSTGRES = PostgresKit.of(new RoomSchema("kit"));

    private record Note(TenantId tenant, String id, String body, List<String> tags, Jsonb spec, Instant createdAt) {}

    private record NoteWritten(String subject, String noteBody, Instant writtenAt) implements DomainEvent {
        @Override
        public String type() {
            return "kit.note.written";
        }
    }

    private static String write(Handle sql, TenantId tenant, String body, Instant at) {
        String id = Ulids.next();
        sql.createUpdate("""
                INSERT INTO kit.note (tenant, id, body, tags, spec, created_at)
                VALUES (:tenant, :id, :body, :tags, :spec, :at)""")
                .bind("tenant", tenant)
                .bind("id", id)
                .bind("body", body)
                .bind("tags", List.of("a", "b c"))
                .bind("spec", new Jsonb("{\"n\": 1}"))
                .bind("at", at)
                .execute();
        return id;
    }

    private static List<Note> notes(Handle sql) {
        return sql.createQuery("SELECT tenant, id, body, tags, spec, created_at FROM kit.note ORDER BY id LIMIT 100")
                .mapTo(Note.class)
                .list();
    }

    @Test
    void aRecordComesBackAsItWasWritten() {
        Instant now = Clock.tick(Clock.systemUTC(), Duration.ofNanos(1_000)).instant();
        String id = POSTGRES.database().change(POSTGRES.admin(), (sql, events) -> {
            String made = write(sql, POSTGRES.tenant(), "round trip", now);
            events.append(new NoteWritten(made, "round trip", now));
            return made;
        });

        List<Note> found = POSTGRES.database().read(POSTGRES.tenant(), PostgresKitTest::notes);
        assertThat(found)
                .contains(new Note(
                        POSTGRES.tenant(), id, "round trip", List.of("a", "b c"), new Jsonb("{\"n\": 1}"), now));

        Event event = POSTGRES.events().stream()
                .filter(e -> e.subject().equals(id))
                .findFirst()
                .orElseThrow();
        assertThat(event.source()).isEqualTo("/rooms/kit");
        assertThat(event.tenant()).isEqualTo(POSTGRES.tenant());
        assertThat(event.data()).contains("note_body").doesNotContain("subject");
        assertThat(POSTGRES.eventData().read(event, NoteWritten.class))
                .isEqualTo(new NoteWritten(id, "round trip", now));
    }

    @Test
    void aTakenNameIsToldFromOtherFailures() {
        Instant now = Instant.now();
        assertThatThrownBy(() -> POSTGRES.database().change(POSTGRES.admin(), (sql, events) -> {
                    write(sql, POSTGRES.tenant(), "taken", now);
                    return write(sql, POSTGRES.tenant(), "taken", now);
                }))
                .matches(e -> Conflicts.isUniqueViolation(e, "note_tenant_body_key"))
                .matches(e -> !Conflicts.isUniqueViolation(e, "note_pkey"));
    }

    @Test
    void everyTableIsClosed() {
        try (Handle sql = POSTGRES.owner().open()) {
            assertThat(TenantIsolation.unprotectedTables(sql)).isEmpty();
        }
    }
}
