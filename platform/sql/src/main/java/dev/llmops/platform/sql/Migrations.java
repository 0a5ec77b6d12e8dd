// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.jboss.logging.Logger;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Brings every schema up to date as role owner, the platform's first. A schema whose files are those recorded at the
 * last run is left alone, which keeps a second start quick.
 */
final class Migrations {
    private static final Logger LOG = Logger.getLogger(Migrations.class);
    private static final String PLATFORM = "platform";
    private static final long LOCK = 0x4c4c4d4f_5073_716cL;

    private final Connection owner;
    private final DatabaseLogin login;
    private final ClassLoader loader;

    Migrations(Connection owner, DatabaseLogin login, ClassLoader loader) {
        this.owner = owner;
        this.login = login;
        this.loader = loader;
    }

    void run(List<RoomSchema> rooms) throws SQLException {
        Map<String, MigrationFiles> wanted = new HashMap<>();
        schemas(rooms).forEach(schema -> wanted.put(schema, MigrationFiles.of(schema, loader)));
        if (outdated(wanted).isEmpty()) {
            return;
        }
        execute("SELECT pg_advisory_lock(" + LOCK + ")");
        try {
            for (Map.Entry<String, MigrationFiles> schema : outdated(wanted)) {
                migrate(schema.getKey(), schema.getValue());
            }
        } finally {
            execute("SELECT pg_advisory_unlock(" + LOCK + ")");
        }
    }

    private static Stream<String> schemas(List<RoomSchema> rooms) {
        return Stream.concat(Stream.of(PLATFORM), rooms.stream().map(RoomSchema::name))
                .distinct();
    }

    private List<Map.Entry<String, MigrationFiles>> outdated(Map<String, MigrationFiles> wanted) throws SQLException {
        Map<String, String> applied = applied();
        return wanted.entrySet().stream()
                .filter(schema -> !schema.getValue().fingerprint().equals(applied.get(schema.getKey())))
                .sorted(Comparator.comparing((Map.Entry<String, MigrationFiles> schema) ->
                                !schema.getKey().equals(PLATFORM))
                        .thenComparing(Map.Entry.comparingByKey()))
                .toList();
    }

    private Map<String, String> applied() throws SQLException {
        Map<String, String> applied = new HashMap<>();
        try (Statement statement = owner.createStatement()) {
            try (ResultSet found = statement.executeQuery("SELECT to_regclass('platform.migrated') IS NOT NULL")) {
                if (!found.next() || !found.getBoolean(1)) {
                    return applied;
                }
            }
            try (ResultSet rows = statement.executeQuery("SELECT schema_name, fingerprint FROM platform.migrated")) {
                while (rows.next()) {
                    applied.put(rows.getString(1), rows.getString(2));
                }
            }
        }
        return applied;
    }

    private void migrate(String schema, MigrationFiles files) throws SQLException {
        execute("""
                CREATE SCHEMA IF NOT EXISTS %1$s;
                GRANT USAGE ON SCHEMA %1$s TO llmops_serve, llmops_system;
                ALTER DEFAULT PRIVILEGES IN SCHEMA %1$s GRANT USAGE ON SEQUENCES TO llmops_serve""".formatted(schema));
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(login.url());
        source.setUser(login.user());
        source.setPassword(login.password());
        source.setApplicationName("llmops-migrate");
        int applied = Flyway.configure(loader)
                .dataSource(source)
                .schemas(schema)
                .defaultSchema(schema)
                .createSchemas(false)
                // Parts of a room number their migrations in ranges of their own and arrive in any order.
                .outOfOrder(true)
                .resourceProvider(files)
                .javaMigrationClassProvider(List::of)
                .load()
                .migrate()
                .migrationsExecuted;
        try (PreparedStatement record = owner.prepareStatement("""
                INSERT INTO platform.migrated (schema_name, fingerprint) VALUES (?, ?)
                ON CONFLICT (schema_name) DO UPDATE SET fingerprint = excluded.fingerprint, at = now()""")) {
            record.setString(1, schema);
            record.setString(2, files.fingerprint());
            record.executeUpdate();
        }
        LOG.infof("schema %s: %d migrations applied", schema, applied);
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = owner.createStatement()) {
            statement.execute(sql);
        }
    }
}
