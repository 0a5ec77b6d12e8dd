// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics;

import dev.llmops.analytics.log.LocalIngestLog;
import dev.llmops.analytics.log.Logs;
import dev.llmops.analytics.store.DayFiles;
import dev.llmops.analytics.store.DaySchema;
import dev.llmops.analytics.store.Loader;
import dev.llmops.analytics.store.StoreSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;

/** Log, loader and store in a folder, as the room starts them. */
public final class Room implements AutoCloseable {
    public static final StoreSettings SMALL =
            new StoreSettings(128, 1, 256, 3, Duration.ofMillis(5), 1L << 20, Duration.ofHours(24));

    public final LocalIngestLog log;
    public final Loader loader;

    private Room(LocalIngestLog log, Loader loader) {
        this.log = log;
        this.loader = loader;
    }

    public static Room open(Path home) throws IOException, SQLException {
        return open(home, Clock.systemUTC());
    }

    public static Room open(Path home, Clock clock) throws IOException, SQLException {
        LocalIngestLog log = new LocalIngestLog(home.resolve("ingest"), Logs.SMALL, clock);
        Loader loader = new Loader(log, Calls.PER_TOKEN, home.resolve("analytics"), SMALL, clock);
        log.open();
        loader.start();
        return new Room(log, loader);
    }

    public void loaded() {
        loader.awaitLoaded(Duration.ofSeconds(20));
    }

    /** One number out of one day's file. */
    public long number(LocalDate day, String sql) throws SQLException {
        try (DayFiles.Use _ = loader.store().files().use(List.of(day));
                var connection = loader.store().connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql.replace("DAY", DaySchema.catalogue(day)))) {
            rows.next();
            return rows.getLong(1);
        }
    }

    public long numberOrZero(LocalDate day, String sql) {
        try {
            return number(day, sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        log.close();
        loader.stop();
    }
}
