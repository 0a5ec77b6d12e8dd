// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kits.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.platform.sql.Database;
import dev.llmops.platform.sql.RoomSchema;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TenantIsolationTest {
    @RegisterExtension
    static final PostgresKit POSTGRES = PostgresKit.of(new RoomSchema("kit"));

    private final Database database = POSTGRES.database();

    @BeforeAll
    static void twoTenantsWriteOneNoteEach() {
        POSTGRES.database().change(POSTGRES.admin(), (sql, events) -> {
            events.append(new Notes.Written("mine"));
            return Notes.write(sql, POSTGRES.tenant(), "mine");
        });
        POSTGRES.database().change(POSTGRES.otherAdmin(), (sql, events) -> {
            events.append(new Notes.Written("theirs"));
            return Notes.write(sql, POSTGRES.otherTenant(), "theirs");
        });
    }

    @Test
    void eachTenantReadsItsOwnRows() {
        assertThat(database.read(POSTGRES.tenant(), Notes::bodies)).containsExactly("mine");
        assertThat(database.read(POSTGRES.otherTenant(), Notes::bodies)).containsExactly("theirs");
    }

    @Test
    void anotherTenantsRowsAreNotChangedOrRemoved() {
        int touched = database.change(
                POSTGRES.admin(),
                (sql, events) -> sql.execute("UPDATE kit.note SET body = body || '!' WHERE body = 'theirs'")
                        + sql.execute("DELETE FROM kit.note WHERE body = 'theirs'"));
        assertThat(touched).isZero();
        assertThat(database.read(POSTGRES.otherTenant(), Notes::bodies)).containsExactly("theirs");
    }

    @Test
    void aRowOfAnotherTenantIsNotWritten() {
        assertThatThrownBy(() -> database.change(
                        POSTGRES.admin(), (sql, events) -> Notes.write(sql, POSTGRES.otherTenant(), "smuggled")))
                .hasMessageContaining("row-level security");
        assertThatThrownBy(() -> database.change(
                        POSTGRES.admin(), (sql, events) -> sql.createUpdate("UPDATE kit.note SET tenant = :other")
                                .bind("other", POSTGRES.otherTenant())
                                .execute()))
                .hasMessageContaining("row-level security");
    }

    @Test
    void withoutATenantNothingIsSeenOrWritten() {
        try (Handle sql = POSTGRES.serveWithoutTenant().open()) {
            assertThat(Notes.bodies(sql)).isEmpty();
            assertThat(sql.createQuery("SELECT count(*) FROM platform.event_log")
                            .mapTo(long.class)
                            .one())
                    .isZero();
            assertThatThrownBy(() -> sql.execute(
                            "INSERT INTO kit.note (tenant, id, body) VALUES (?, 'x', 'nobody')",
                            POSTGRES.tenant().value()))
                    .hasMessageContaining("row-level security");
        }
    }

    @Test
    void theTenantDoesNotOutliveItsTransaction() {
        database.read(POSTGRES.tenant(), Notes::bodies);
        String left = database.read(
                POSTGRES.otherTenant(), sql -> sql.createQuery("SELECT current_setting('llmops.tenant', true)")
                        .mapTo(String.class)
                        .one());
        assertThat(left).isEqualTo(POSTGRES.otherTenant().value());
    }

    @Test
    void theOwnersMigrationsTouchEveryRow() {
        try (Handle sql = POSTGRES.owner().open()) {
            assertThat(sql.execute("UPDATE kit.note SET spec = '{}'")).isEqualTo(2);
        }
    }

    @Test
    void systemReadsNamedTablesOnlyAndWritesNone() {
        assertThat(POSTGRES.events()).extracting("subject").contains("mine", "theirs");
        assertThatThrownBy(() -> POSTGRES.systemReads().read(Notes::bodies)).hasMessageContaining("permission denied");
        assertThatThrownBy(() -> POSTGRES.systemReads().read(sql -> sql.execute("DELETE FROM platform.event_log")))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void theLogIsNotRewritten() {
        assertThatThrownBy(() -> database.change(
                        POSTGRES.admin(), (sql, events) -> sql.execute("DELETE FROM platform.event_log")))
                .hasMessageContaining("permission denied");
    }

    @Test
    void aReadChangesNothing() {
        assertThatThrownBy(() -> database.read(POSTGRES.tenant(), sql -> Notes.write(sql, POSTGRES.tenant(), "late")))
                .hasMessageContaining("read-only");
    }

    @Test
    void theWalkFindsEveryKindOfHole() {
        try (Handle sql = POSTGRES.owner().open()) {
            sql.begin();
            sql.execute("CREATE TABLE kit.open (tenant text NOT NULL)");
            sql.execute("CREATE TABLE kit.unforced (tenant text NOT NULL)");
            sql.execute("SELECT platform.protect('kit.unforced')");
            sql.execute("ALTER TABLE kit.unforced NO FORCE ROW LEVEL SECURITY");
            sql.execute("CREATE TABLE kit.wide (tenant text NOT NULL)");
            sql.execute("SELECT platform.protect('kit.wide')");
            sql.execute("CREATE POLICY all_of_it ON kit.wide TO llmops_serve USING (true)");
            sql.execute("CREATE TABLE kit.shared (name text)");
            sql.execute("GRANT SELECT, UPDATE ON kit.shared TO llmops_serve");
            sql.execute("CREATE VIEW kit.window AS SELECT * FROM kit.note");
            sql.execute("GRANT SELECT ON kit.window TO llmops_serve");
            sql.execute("CREATE FUNCTION kit.door() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'");
            assertThat(TenantIsolation.unprotectedTables(sql))
                    .extracting(line -> line.substring(0, line.indexOf(':')))
                    .containsExactlyInAnyOrder(
                            "kit.open", "kit.unforced", "kit.wide", "kit.shared", "kit.window", "kit.door");
            sql.rollback();
            assertThat(TenantIsolation.unprotectedTables(sql)).isEmpty();
        }
    }

    @Test
    void aTableWithoutATenantCannotBeProtected() {
        try (Handle sql = POSTGRES.owner().open()) {
            sql.begin();
            sql.execute("CREATE TABLE kit.tenantless (id text)");
            assertThatThrownBy(() -> sql.execute("SELECT platform.protect('kit.tenantless')"))
                    .hasMessageContaining("tenant text NOT NULL");
            sql.rollback();
        }
    }
}
