// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.sql;

import dev.llmops.platform.home.PrivateFiles;
import dev.llmops.platform.home.StartFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The built-in server: a real PostgreSQL as a child process on the loopback address, with durable settings. It adopts
 * a server that a killed LLMOps left behind, starts one that died again, and is stopped last.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    /** The database of the product. */
    public static final String DATABASE = "llmops";

    private static final Logger LOG = Logger.getLogger(EmbeddedPostgres.class);
    private static final Duration MAX_BACKOFF = Duration.ofSeconds(10);
    private static final long MAX_LOG_BYTES = 10L << 20;

    private final PostgresSettings settings;
    private final PostgresBinaries binaries;
    private final Path data;
    private final Path log;
    private final PostgresPasswords passwords;
    private volatile PostgresProcess server;
    private volatile boolean closing;
    private final Thread supervisor;

    private EmbeddedPostgres(PostgresSettings settings) {
        this.settings = settings;
        this.data = settings.directory().resolve("data");
        this.log = settings.directory().resolve("postgres.log");
        this.binaries = PostgresBinaries.in(settings.binaries());
        boolean fresh = !Files.exists(data.resolve("PG_VERSION"));
        this.passwords = PostgresPasswords.in(settings.directory(), fresh);
        if (fresh) {
            initialise();
        }
        mustBeReadable();
        rotateLog();
        this.server = adopt().orElseGet(() -> launch(freePort()));
        createRoles();
        this.supervisor = Thread.ofVirtual().name("llmops-postgres").start(this::supervise);
    }

    /** Starts the server, or adopts the one that runs there, and returns when it accepts connections. */
    public static EmbeddedPostgres start(PostgresSettings settings) {
        try {
            Files.createDirectories(settings.directory());
        } catch (IOException e) {
            throw StartFailure.cannotWrite(settings.directory(), e);
        }
        return new EmbeddedPostgres(settings);
    }

    private void initialise() {
        Path draft = settings.directory().resolve("data.new");
        Path password = settings.directory().resolve(".initdb");
        try {
            PostgresBinaries.deleteTree(draft);
            PrivateFiles.write(password, passwords.admin() + "\n");
            Optional<String> failure = PostgresProcess.run(List.of(
                    binaries.program("initdb"),
                    "--pgdata=" + draft,
                    "--username=postgres",
                    "--pwfile=" + password,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8",
                    "--locale=C",
                    "--no-instructions"));
            if (failure.isPresent()) {
                throw new StartFailure("The built-in PostgreSQL could not be set up in " + data + ": " + failure.get());
            }
            Files.writeString(draft.resolve("pg_hba.conf"), "host all all 127.0.0.1/32 scram-sha-256\n");
            Files.move(draft, data, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw StartFailure.cannotWrite(data, e);
        } finally {
            deleteQuietly(password);
        }
    }

    private void mustBeReadable() {
        try {
            String major = Files.readString(data.resolve("PG_VERSION")).strip();
            if (!major.equals(PostgresBinaries.MAJOR)) {
                throw new StartFailure("The data in " + data + " was written by PostgreSQL " + major
                        + ", and this LLMOps has PostgreSQL " + PostgresBinaries.MAJOR
                        + ". Start the LLMOps that wrote it, export with"
                        + "  pg_dump --format=custom --file=llmops.dump --username=postgres --host=127.0.0.1"
                        + " --port=PORT llmops  (port: fourth line of " + data.resolve("postmaster.pid")
                        + ", password: line admin of " + settings.directory().resolve("passwords")
                        + "), then restore with pg_restore as docs/database.md says.");
            }
        } catch (IOException e) {
            throw StartFailure.cannotWrite(data, e);
        }
    }

    private Optional<PostgresProcess> adopt() {
        Optional<PostgresProcess.PidFile> file = PostgresProcess.PidFile.in(data);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        Optional<ProcessHandle> orphan = file.get().server(data);
        if (orphan.isEmpty()) {
            deleteQuietly(data.resolve("postmaster.pid"));
            return Optional.empty();
        }
        PostgresProcess found = new PostgresProcess(orphan.get(), file.get().port());
        boolean sameProgram = orphan.get().info().command().stream().anyMatch(binaries.program("postgres")::equals);
        if (sameProgram && answers(found.port())) {
            LOG.infof(
                    "adopted the PostgreSQL left running as process %d",
                    orphan.get().pid());
            return Optional.of(found);
        }
        LOG.infof(
                "stopping the PostgreSQL left running as process %d",
                orphan.get().pid());
        found.stop();
        return Optional.empty();
    }

    private boolean answers(int port) {
        try (Connection connection =
                Pooling.connect(login("postgres", "postgres", passwords.admin(), port), "adopt", 5)) {
            return connection.isValid(5);
        } catch (SQLException e) {
            return false;
        }
    }

    private PostgresProcess launch(int port) {
        Map<String, String> parameters = new LinkedHashMap<>(PostgresSettings.PARAMETERS);
        parameters.putAll(settings.parameters());
        return PostgresProcess.start(binaries, data, log, port, parameters);
    }

    /** A marker in the data directory says that roles and database are there, which saves a login per start. */
    private void createRoles() {
        Path marker = data.resolve("llmops.ready");
        if (Files.exists(marker)) {
            return;
        }
        try (Connection admin = Pooling.connect(login("postgres"), "llmops-setup", 60)) {
            DatabaseRoles.create(admin, passwords);
            DatabaseRoles.createDatabase(admin, DATABASE);
            Files.createFile(marker);
        } catch (SQLException e) {
            server.stop();
            throw new StartFailure("The built-in PostgreSQL could not be prepared: " + e.getMessage());
        } catch (IOException e) {
            server.stop();
            throw StartFailure.cannotWrite(marker, e);
        }
    }

    private void supervise() {
        try {
            while (!closing) {
                server.handle().onExit().join();
                if (!closing) {
                    LOG.warnf(
                            "PostgreSQL (process %d) ended; starting it again",
                            server.handle().pid());
                    restart();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void restart() throws InterruptedException {
        Duration pause = Duration.ofMillis(100);
        while (!closing) {
            try {
                PostgresProcess started = launch(server.port());
                server = started;
                if (closing) {
                    started.stop();
                }
                return;
            } catch (StartFailure e) {
                LOG.error(e.getMessage());
                Thread.sleep(pause);
                pause = pause.multipliedBy(2).compareTo(MAX_BACKOFF) < 0 ? pause.multipliedBy(2) : MAX_BACKOFF;
            }
        }
    }

    /** Another database with the same roles, for tests. */
    public DatabaseLogins createDatabase(String name) throws SQLException {
        try (Connection admin = Pooling.connect(login("postgres"), "llmops-setup", 60)) {
            DatabaseRoles.createDatabase(admin, name);
        }
        return logins(name);
    }

    /** Ends every connection to a database and removes it. */
    public void dropDatabase(String name) throws SQLException {
        try (Connection admin = Pooling.connect(login("postgres"), "llmops-setup", 60)) {
            DatabaseRoles.dropDatabase(admin, name);
        }
    }

    public DatabaseLogins logins() {
        return logins(DATABASE);
    }

    private DatabaseLogins logins(String database) {
        int port = server.port();
        return new DatabaseLogins(
                login(database, "llmops_owner", passwords.owner(), port),
                login(database, "llmops_serve", passwords.serve(), port),
                login(database, "llmops_system", passwords.system(), port));
    }

    /** As the server's superuser. */
    DatabaseLogin login(String database) {
        return login(database, "postgres", passwords.admin(), server.port());
    }

    private static DatabaseLogin login(String database, String user, String password, int port) {
        return new DatabaseLogin("jdbc:postgresql://127.0.0.1:" + port + "/" + database, user, password);
    }

    /** The server's process id; another after it died and was started again. */
    public long pid() {
        return server.handle().pid();
    }

    private void rotateLog() {
        try {
            if (Files.exists(log) && Files.size(log) > MAX_LOG_BYTES) {
                Files.move(log, log.resolveSibling("postgres.log.1"), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw StartFailure.cannotWrite(log, e);
        }
    }

    private static int freePort() {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new StartFailure("No free port on the loopback address: " + e.getMessage());
        }
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.debugf("%s stays: %s", file, e.getMessage());
        }
    }

    @Override
    public void close() {
        closing = true;
        supervisor.interrupt();
        server.stop();
    }
}
