// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kits.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.platform.sql.Conflicts;
import dev.llmops.platform.sql.Database;
import dev.llmops.platform.sql.RoomSchema;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TransactionsTest {
    @RegisterExtension
    static final PostgresKit POSTGRES = PostgresKit.of(new RoomSchema("kit"));

    private final Database database = POSTGRES.database();

    private static void fail(Handle sql, String state) {
        sql.execute("DO $$ BEGIN RAISE EXCEPTION 'in the way' USING ERRCODE = '" + state + "'; END $$");
    }

    @Test
    void workThatWasInTheWayIsRepeated() {
        for (String state : new String[] {"40001", "40P01"}) {
            AtomicInteger attempts = new AtomicInteger();
            String body = "repeated " + state;
            database.change(POSTGRES.admin(), (sql, events) -> {
                String id = Notes.write(sql, POSTGRES.tenant(), body);
                if (attempts.incrementAndGet() < 3) {
                    fail(sql, state);
                }
                return id;
            });
            assertThat(attempts).hasValue(3);
            assertThat(database.read(POSTGRES.tenant(), Notes::bodies)).containsOnlyOnce(body);
        }
    }

    @Test
    void workThatIsAlwaysInTheWayIsRefusedAfterThreeAttempts() {
        AtomicInteger attempts = new AtomicInteger();
        assertThatThrownBy(() -> database.change(POSTGRES.admin(), (sql, events) -> {
                    attempts.incrementAndGet();
                    fail(sql, "40001");
                    return 0;
                }))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.code()).isEqualTo(ErrorCode.UNAVAILABLE);
                    assertThat(problem.retryAfter()).isPresent();
                });
        assertThat(attempts).hasValue(3);
    }

    @Test
    void aRefusalRollsBackChangeAndEvent() {
        assertThatThrownBy(() -> database.change(POSTGRES.admin(), (sql, events) -> {
                    Notes.write(sql, POSTGRES.tenant(), "undone");
                    events.append(new Notes.Written("undone"));
                    throw new Problem(ErrorCode.CONFLICT, "no");
                }))
                .isInstanceOf(Problem.class);
        assertThat(database.read(POSTGRES.tenant(), Notes::bodies)).doesNotContain("undone");
        assertThat(POSTGRES.events()).extracting("subject").doesNotContain("undone");
    }

    @Test
    void timeoutsAreSetOnEveryConnection() {
        String timeouts = database.read(
                POSTGRES.tenant(),
                sql -> sql.createQuery("""
                        SELECT current_setting('statement_timeout') || ' ' || current_setting('transaction_timeout')
                            || ' ' || current_setting('idle_in_transaction_session_timeout')""").mapTo(String.class).one());
        assertThat(timeouts).isEqualTo("10s 10s 10s");
    }

    @Test
    void whatTakesTooLongIsRefused() {
        assertThatThrownBy(() -> database.read(POSTGRES.tenant(), sql -> {
                    sql.execute("SET LOCAL statement_timeout = '20ms'");
                    return sql.execute("SELECT pg_sleep(30)");
                }))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    }

    @Test
    void noMessageRepeatsWhatWasBound() {
        assertThatThrownBy(() -> database.change(POSTGRES.admin(), (sql, events) -> {
                    Notes.write(sql, POSTGRES.tenant(), "sk-secret");
                    return Notes.write(sql, POSTGRES.tenant(), "sk-secret");
                }))
                .hasMessageNotContaining("sk-secret")
                .hasMessageNotContaining(POSTGRES.tenant().value())
                .matches(e -> !String.valueOf(e.getCause()).contains("sk-secret"))
                .matches(e -> Conflicts.isUniqueViolation(e, "note_tenant_body_key"));
    }

    @Test
    void aFullDiskIsNamed() {
        assertThatThrownBy(() -> database.change(POSTGRES.admin(), (sql, events) -> {
                    fail(sql, "53100");
                    return 0;
                }))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(ErrorCode.STORAGE_FULL));
    }

    @Test
    void connectionsThatWereCutAreReplacedUnnoticed() {
        for (int round = 0; round < 3; round++) {
            try (Handle sql = POSTGRES.serveWithoutTenant().open()) {
                sql.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        + " WHERE usename = 'llmops_serve' AND datname = current_database()"
                        + " AND pid <> pg_backend_pid()");
            }
            assertThat(database.read(POSTGRES.tenant(), Notes::bodies)).isNotNull();
        }
    }

    @Test
    void aConnectionCutInTheMiddleIsARefusalThatMayBeTriedAgain() {
        assertThatThrownBy(() -> database.change(POSTGRES.admin(), (sql, events) -> {
                    Notes.write(sql, POSTGRES.tenant(), "cut");
                    sql.execute("SELECT pg_terminate_backend(pg_backend_pid())");
                    return 0;
                }))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.code()).isEqualTo(ErrorCode.UNAVAILABLE);
                    assertThat(problem.retryAfter()).isPresent();
                });
        assertThat(database.read(POSTGRES.tenant(), Notes::bodies)).doesNotContain("cut");
    }
}
