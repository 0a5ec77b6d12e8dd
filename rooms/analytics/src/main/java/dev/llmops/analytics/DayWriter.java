// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics;

import dev.llmops.contracts.analytics.UsageRecord;
import dev.llmops.contracts.costops.Pricing.Priced;
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
        for (String table : DaySchema.staging()) {
            run(table);
        }
        connection.setAutoCommit(false);
    }

    /** @param positions where each lane is read up to once these rows are stored */
    int write(LocalDate day, List<UsageRow> calls, List<EventRow> events, Map<String, Long> positions)
            throws SQLException {
        try (DayFiles.Use _ = store.files().use(List.of(day))) {
            if (store.files().rebuildNeeded()) {
                throw new SQLException("a damaged day file was set aside; the log is read again");
            }
            Map<String, Long> before = positions(day);
            List<UsageRow> newCalls = calls.stream()
                    .filter(row -> row.endOffset() > before.getOrDefault(row.lane(), 0L))
                    .toList();
            List<EventRow> newEvents = events.stream()
                    .filter(row -> row.endOffset() > before.getOrDefault(row.lane(), 0L))
                    .toList();
            int rows = newCalls.isEmpty() ? 0 : storeCalls(day, newCalls);
            rows += newEvents.isEmpty() ? 0 : storeEvents(day, newEvents);
            storePositions(day, before, positions);
            connection.commit();
            return rows;
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        }
    }

    private int storeCalls(LocalDate day, List<UsageRow> rows) throws SQLException {
        run("DELETE FROM temp.new_usage");
        try (DuckDBAppender appender = connection.createAppender("temp", "main", "new_usage")) {
            for (UsageRow row : rows) {
                append(appender, row);
            }
        }
        run(DaySchema.forgetStoredCalls(day));
        for (DaySchema.Rollup rollup : DaySchema.Rollup.values()) {
            run(DaySchema.rollUp(day, rollup));
        }
        return run(DaySchema.keepCalls(day));
    }

    private static void append(DuckDBAppender appender, UsageRow row) throws SQLException {
        UsageRecord call = row.call();
        appender.beginRow();
        appender.append(call.callId()).append(call.tenant().value()).appendEpochMicros(micros(call.startedAt()));
        appender.append(call.service()).append(call.serviceVersion()).append(call.model());
        appender.append(call.priceProvider()).append(call.subscriptionId()).append(call.keyId());
        appender.append(call.status().wireName());
        text(appender, call.errorCode());
        appender.append(call.stream()).append(call.simulated()).append(call.durationMillis());
        number(appender, call.ttftMillis() < 0 ? null : call.ttftMillis());
        appender.append(call.usage().input()).append(call.usage().output());
        appender.append(call.usage().cachedInput()).append(call.usage().reasoning());
        switch (row.price()) {
            case Priced.Cost cost -> number(appender, cost.costMicroUsd());
            case Priced.Unpriced unpriced -> number(appender, null);
        }
        appender.append(call.serviceId()).append(call.priceModel());
        switch (row.price()) {
            case Priced.Cost cost -> text(appender, cost.priceVersion());
            case Priced.Unpriced unpriced -> text(appender, null);
        }
        appender.append(call.usage().estimated());
        appender.endRow();
    }

    private int storeEvents(LocalDate day, List<EventRow> rows) throws SQLException {
        run("DELETE FROM temp.new_events");
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

    private static void number(DuckDBAppender appender, @Nullable Long value) throws SQLException {
        if (value == null) {
            appender.appendNull();
        } else {
            appender.append(value.longValue());
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
