// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.kernel.Event;
import dev.llmops.kernel.EventPosition;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationsTest {
    private static final RoomSchema SHOP = new RoomSchema("shop");
    private static EmbeddedPostgres server;

    @TempDir
    static Path home;

    @TempDir
    Path classes;

    @BeforeAll
    static void start() {
        server = Servers.start(home);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private void migrate(DatabaseLogins logins, URL place) throws SQLException, IOException {
        try (URLClassLoader loader =
                        new URLClassLoader(new URL[] {place}, getClass().getClassLoader());
                Connection owner = Pooling.connect(logins.owner(), "test", 30)) {
            new Migrations(owner, logins.owner(), loader).run(List.of(SHOP));
        }
    }

    private void file(String name, String sql) throws IOException {
        Path folder = Files.createDirectories(classes.resolve("db/shop"));
        Files.writeString(folder.resolve(name), sql);
    }

    private static String migratedAt(DatabaseLogins logins) throws SQLException {
        return Servers.ask(logins.owner(), "SELECT at FROM platform.migrated WHERE schema_name = 'shop'");
    }

    @Test
    void aSecondStartLeavesASchemaAloneUntilAFileIsAdded() throws SQLException, IOException {
        DatabaseLogins logins = server.createDatabase("added");
        file("V1__a.sql", "CREATE TABLE shop.a (tenant text NOT NULL); SELECT platform.protect('shop.a');");
        migrate(logins, classes.toUri().toURL());
        String first = migratedAt(logins);

        migrate(logins, classes.toUri().toURL());
        assertThat(migratedAt(logins)).isEqualTo(first);

        file("V2__b.sql", "CREATE TABLE b (id int)");
        migrate(logins, classes.toUri().toURL());
        assertThat(migratedAt(logins)).isNotEqualTo(first);
        assertThat(Servers.ask(logins.owner(), "SELECT count(*) FROM shop.b")).isEqualTo("0");
        assertThat(Servers.ask(logins.serve(), "SELECT count(*) FROM shop.a")).isEqualTo("0");
    }

    @Test
    void aFileWithALowerNumberThanAnAppliedOneIsAppliedToo() throws SQLException, IOException {
        DatabaseLogins logins = server.createDatabase("gaps");
        file("V20__b.sql", "CREATE TABLE shop.b (id int)");
        migrate(logins, classes.toUri().toURL());
        file("V3__a.sql", "CREATE TABLE shop.a (id int)");
        migrate(logins, classes.toUri().toURL());
        assertThat(Servers.ask(logins.owner(), "SELECT count(*) FROM shop.a")).isEqualTo("0");
    }

    @Test
    void anAppliedFileThatWasEditedIsRefused() throws SQLException, IOException {
        DatabaseLogins logins = server.createDatabase("edited");
        file("V1__a.sql", "CREATE TABLE shop.a (id int)");
        migrate(logins, classes.toUri().toURL());
        file("V1__a.sql", "CREATE TABLE shop.a (id bigint)");
        assertThatThrownBy(() -> migrate(logins, classes.toUri().toURL())).hasMessageContaining("checksum");
    }

    @Test
    void migrationsAreReadFromAJar() throws SQLException, IOException {
        DatabaseLogins logins = server.createDatabase("jarred");
        Path jar = classes.resolve("room.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out)) {
            for (String folder : List.of("db/", "db/shop/")) {
                entries.putNextEntry(new JarEntry(folder));
            }
            entries.putNextEntry(new JarEntry("db/shop/V1__a.sql"));
            entries.write("CREATE TABLE shop.a (id int)".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        migrate(logins, jar.toUri().toURL());
        assertThat(Servers.ask(logins.owner(), "SELECT count(*) FROM shop.a")).isEqualTo("0");
    }

    @Test
    void aRoomWithoutMigrationsIsABug() throws SQLException {
        DatabaseLogins logins = server.createDatabase("none");
        assertThatThrownBy(() -> migrate(logins, classes.toUri().toURL())).hasMessageContaining("db/shop/");
    }

    @Test
    void aRestoreIntoAnotherClusterBeginsANewEpoch() throws SQLException {
        DatabaseLogins logins = server.createDatabase("restored");
        try (PostgresAccess before = Servers.access(logins)) {
            Servers.append(before, "before");
        }
        // As pg_restore leaves it: the rows of a cluster whose transaction ids were far ahead.
        Servers.execute(logins.owner(), "UPDATE platform.event_log SET xid = '900000000000'");
        Servers.execute(logins.owner(), "UPDATE platform.log_epoch SET cluster = 'the former one'");
        try (PostgresAccess after = Servers.access(logins)) {
            Servers.append(after, "after");
            List<Event> events = after.eventFeed().read(EventPosition.START, 10);
            assertThat(events).extracting(Event::subject).containsExactly("before", "after");
            assertThat(events.getLast().position().epoch())
                    .isEqualTo(events.getFirst().position().epoch() + 1);
        }
        try (PostgresAccess again = Servers.access(logins)) {
            assertThat(again.eventFeed().head().epoch()).isEqualTo(2);
        }
    }

    @Test
    void anOwnerThatMayNotCreateRolesIsToldWhatToRun(@TempDir Path there) throws Exception {
        DatabaseLogins logins = server.createDatabase("external");
        var home = new dev.llmops.platform.home.Home(there);
        var sealer = dev.llmops.platform.home.MasterKey.of(home).sealer();
        ExternalDatabase external = new ExternalDatabase(home, sealer, logins.owner());
        Path script = there.resolve("database-roles.sql");
        assertThatThrownBy(external::prepare)
                .hasMessageContaining("psql --file=" + script)
                .hasMessageNotContaining("PASSWORD");

        Servers.execute(server.login("postgres"), Files.readString(script).replace("\"external\"", "external"));
        DatabaseLogins prepared = external.prepare();
        try (PostgresAccess access = Servers.access(prepared)) {
            Servers.append(access, "outside");
            assertThat(access.eventFeed().head()).isGreaterThan(EventPosition.START);
        } finally {
            Servers.execute(server.login("postgres"), passwordsAsBefore(logins));
        }
    }

    private static String passwordsAsBefore(DatabaseLogins logins) {
        return Map.of("llmops_serve", logins.serve(), "llmops_system", logins.system()).entrySet().stream()
                .map(role -> "ALTER ROLE " + role.getKey() + " PASSWORD '"
                        + role.getValue().password() + "'")
                .collect(java.util.stream.Collectors.joining(";"));
    }

    @Test
    void aWrongUrlIsRefusedWithAnExample() {
        var login = new DatabaseLogin("postgres://db/llmops", "x", "y");
        assertThatThrownBy(() -> Pooling.connect(login, "test", 1))
                .hasMessageContaining("jdbc:postgresql://HOST:PORT/NAME");
    }
}
