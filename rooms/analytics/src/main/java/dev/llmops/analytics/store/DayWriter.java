// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows, their rollups and the log position of one day file in one transaction, so that loading the same records
 * again changes nothing. Belongs to one thread.
 */
final class DayWriter implements AutoCloseable {
    private final EventStore store;
    private final DuckDBConnection connection;

    DayWriter(EventStore store) throws SQLException {
        this.store = store;
        this.connection = store.connect();
        connection.setAutoCommit(false);
    }

    /**
     * @param lanes by the numbers that the rows know them by
     * @param positions where each lane is read up to once these rows are stored
     */
    int write(LocalDate day, LoadBatch.Day found, List<String> lanes, Map<String, Long> positions) throws SQLException {
        try (DayFiles.Use _ = store.files().use(List.of(day))) {
            if (store.files().rebuildNeeded()) {
                throw new SQLException("a damaged day file was set aside; the log is read again");
            }
            Map<String, Long> before = positions(day);
            long[] from = new long[lanes.size()];
            for (int i = 0; i < from.length; i++) {
                from[i] = before.getOrDefault(lanes.get(i), 0L);
            }
            int rows = storeCalls(day, found.calls(), from);
            rows += storeEvents(
                    day,
                    found.events().stream()
                            .filter(row -> row.endOffset() > before.getOrDefault(row.lane(), 0L))
                            .toList());
            storePositions(day, before, positions);
            connection.commit();
            return rows;
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        }
    }

    /** @param from what each lane was stored up to before */
    private int storeCalls(LocalDate day, CallColumns calls, long[] from) throws SQLException {
        if (calls.size() == 0) {
            return 0;
        }
        for (String table : DaySchema.staging()) {
            run(table);
        }
        IdRange range = new IdRange();
        try (DuckDBAppender appender = connection.createAppender("temp", "main", "new_usage")) {
            for (int row = 0; row < calls.size(); row++) {
                if (calls.endOffset(row) > from[calls.lane(row)]) {
                    append(appender, calls, row, range);
                }
            }
        }
        if (range.lowest.isEmpty()) {
            return 0;
        }
        storeKinds(calls.kinds());
        run(DaySchema.forgetStoredCalls(day, range.lowest, range.highest));
        run(DaySchema.addUp());
        for (DaySchema.Rollup rollup : DaySchema.Rollup.values()) {
            run(DaySchema.rollUp(day, rollup));
        }
        return run(DaySchema.keepCalls(day));
    }

    /** The lowest and the highest of some ids. */
    private static final class IdRange {
        private String lowest = "";
        private String highest = "";

        private void add(String id) {
            if (lowest.isEmpty() || id.compareTo(lowest) < 0) {
                lowest = id;
            }
            if (id.compareTo(highest) > 0) {
                highest = id;
            }
        }
    }

    private static void append(DuckDBAppender appender, CallColumns calls, int row, IdRange range) throws SQLException {
        String id = calls.callId(row);
        range.add(id);
        appender.beginRow();
        appender.append(id).append(calls.kind(row)).appendEpochMicros(calls.number(CallColumns.TIME, row));
        for (int column = CallColumns.DURATION; column < CallColumns.NUMBERS; column++) {
            long value = calls.number(column, row);
            if (value == CallColumns.NO_NUMBER) {
                appender.appendNull();
            } else {
                appender.append(value);
            }
        }
        appender.endRow();
    }

    private void storeKinds(CallKinds kinds) throws SQLException {
        try (DuckDBAppender appender = connection.createAppender("temp", "main", "new_kinds")) {
            int number = 0;
            for (CallKinds.Kind kind : kinds.all()) {
                append(appender, number++, kind);
            }
        }
    }

    private static void append(DuckDBAppender appender, int number, CallKinds.Kind kind) throws SQLException {
        appender.beginRow();
        appender.append(number).append(kind.tenant());
        appender.append(kind.service()).append(kind.serviceVersion()).append(kind.model());
        appender.append(kind.provider()).append(kind.subscription()).append(kind.key());
        appender.append(kind.status().wireName());
        text(appender, kind.errorCode());
        appender.append(kind.stream()).append(kind.simulated());
        appender.append(kind.serviceId()).append(kind.priceModel());
        text(appender, kind.priceVersion());
        appender.append(kind.estimated());
        appender.endRow();
    }

    private int storeEvents(LocalDate day, List<EventRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return 0;
        }
        run(DaySchema.stagingEvents());
        try (DuckDBAppender appender = connection.createAppender("temp", "main", "new_events")) {
            for (EventRow row : rows) {
                append(appender, row.event());
            }
        }
        run(DaySchema.forgetStoredEvents(day));
        return run(DaySchema.keepEvents(day));
    }

    private static void append(DuckDBAppender appender, StoredEvent event) throws SQLException {
        appender.beginRow();
        appender.append(event.eventId()).append(event.tenant());
        appender.appendEpochMicros(micros(event.time())).appendEpochMicros(micros(event.receivedAt()));
        appender.append(event.sourceModule()).append(event.eventType()).append(event.schemaVersion());
        appender.append(event.severity());
        text(appender, event.environment());
        text(appender, event.correlationId());
        text(appender, event.parentEventId());
        text(appender, event.modelId());
        appender.append(event.tags()).append(event.payload());
        appender.endRow();
    }

    private Map<String, Long> positions(LocalDate day) throws SQLException {
        Map<String, Long> positions = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT lane, position FROM " + DaySchema.catalogue(day) + ".log_position")) {
            while (rows.next()) {
                positions.put(rows.getString(1), rows.getLong(2));
            }
        }
        return positions;
    }

    private void storePositions(LocalDate day, Map<String, Long> before, Map<String, Long> after) throws SQLException {
        String table = DaySchema.catalogue(day) + ".log_position";
        for (Map.Entry<String, Long> position : after.entrySet()) {
            Long known = before.get(position.getKey());
            if (known != null && known >= position.getValue()) {
                continue;
            }
            String change = known == null
                    ? "INSERT INTO " + table + " (position, lane) VALUES (?, ?)"
                    : "UPDATE " + table + " SET position = ? WHERE lane = ?";
            try (PreparedStatement statement = connection.prepareStatement(change)) {
                statement.setLong(1, position.getValue());
                statement.setString(2, position.getKey());
                statement.executeUpdate();
            }
        }
    }

    private int run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    private static long micros(Instant time) {
        return TimeUnit.SECONDS.toMicros(time.getEpochSecond()) + time.getNano() / 1000;
    }

    private static void text(DuckDBAppender appender, @Nullable String value) throws SQLException {
        if (value == null) {
            appender.appendNull();
        } else {
            appender.append(value);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
