// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Properties;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;

/**
 * One DuckDB instance in memory that day files are attached to, within stated bounds of memory, threads and temporary
 * space. When it breaks it is closed and opened again: everything that matters is in the files.
 */
public final class EventStore implements AutoCloseable {
    private final DuckDBConnection root;
    private final DayFiles files;

    private EventStore(DuckDBConnection root, DayFiles files) {
        this.root = root;
        this.files = files;
    }

    static EventStore open(Path folder, StoreSettings settings, Clock clock, Runnable onSetAside)
            throws IOException, SQLException {
        Files.createDirectories(folder);
        Properties bounds = new Properties();
        bounds.setProperty("memory_limit", settings.memoryMegabytes() + "MB");
        bounds.setProperty("threads", String.valueOf(settings.threads()));
        bounds.setProperty("temp_directory", folder.resolve("temp").toString());
        bounds.setProperty("max_temp_directory_size", settings.maxTempMegabytes() + "MB");
        // A checkpoint compresses the youngest rows again: the rarer, the cheaper.
        bounds.setProperty("checkpoint_threshold", "32MB");
        bounds.setProperty("preserve_insertion_order", "false");
        Connection connection = new DuckDBDriver().connect("jdbc:duckdb:", bounds);
        if (!(connection instanceof DuckDBConnection root)) {
            throw new SQLException("the event store cannot be opened: no DuckDB driver");
        }
        try (Statement statement = root.createStatement()) {
            for (String table : DaySchema.create(DaySchema.EMPTY)) {
                statement.execute(table);
            }
        }
        return new EventStore(root, new DayFiles(folder, root, settings.attachedDays(), clock, onSetAside));
    }

    /** Another connection to the same instance, for one thread. */
    public DuckDBConnection connect() throws SQLException {
        return root.duplicate();
    }

    public DayFiles files() {
        return files;
    }

    @Override
    public void close() throws SQLException {
        root.close();
    }
}
