// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.sql;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.kernel.DomainEvent;
import dev.llmops.kernel.TenantId;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** What the tests of this package share: durable servers in temporary places, and child processes to kill. */
final class Servers {
    static final TenantId TENANT = new TenantId("01JAZ3K6Q0V8B7M4N2T9R5XWYE");
    static final Caller CALLER = Caller.system(TENANT, "test");
    private static final Path BINARIES = Path.of(System.getProperty("user.home"), ".cache", "llmops");

    private Servers() {}

    /** An event named by its subject. */
    record Happened(String subject) implements DomainEvent {
        @Override
        public String type() {
            return "test.thing.happened";
        }
    }

    static EmbeddedPostgres start(Path directory) {
        return EmbeddedPostgres.start(new PostgresSettings(directory, BINARIES, Map.of()));
    }

    static PostgresAccess access(DatabaseLogins logins) throws SQLException {
        PostgresAccess access = new PostgresAccess(Clock.systemUTC(), false);
        access.open(logins, List.of());
        return access;
    }

    static void append(PostgresAccess access, String subject) {
        access.database().change(CALLER, (sql, events) -> {
            events.append(new Happened(subject));
            return 0;
        });
    }

    static String ask(DatabaseLogin login, String query) throws SQLException {
        try (Connection connection = Pooling.connect(login, "test", 30);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    static void execute(DatabaseLogin login, String sql) throws SQLException {
        try (Connection connection = Pooling.connect(login, "test", 30);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static Process java(Class<?> main, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx128m",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within 30 s: " + what);
            }
            LockSupport.parkNanos(5_000_000);
        }
    }
}
