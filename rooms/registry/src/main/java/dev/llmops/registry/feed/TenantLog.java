// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.feed;

import dev.llmops.kernel.Event;
import dev.llmops.kernel.EventPosition;
import dev.llmops.kernel.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** One organisation's part of the event log; row-level security keeps it to that. */
record TenantLog(Handle sql) {
    static final String READ = """
            SELECT epoch, xid::text AS transaction, sequence, id, tenant, source, type, subject, time, actor, traceparent,
                data::text AS data
            FROM platform.event_log
            WHERE (epoch, xid, sequence) > (:epoch, CAST(:xid AS xid8), :sequence)
              AND (xid < pg_snapshot_xmin(pg_current_snapshot()) OR epoch < platform.current_epoch())
            ORDER BY epoch, xid, sequence
            LIMIT :max""";

    /** Oldest first; below the oldest transaction still running, so that nothing can appear before what was read. */
    List<LogLine> after(EventPosition position, int max) {
        return sql.createQuery(READ)
                .bind("epoch", position.epoch())
                .bind("xid", Long.toUnsignedString(position.transaction()))
                .bind("sequence", position.sequence())
                .bind("max", max)
                .map(TenantLog::line)
                .list();
    }

    /** A position that nothing will be written at or below any more, by anybody. */
    EventPosition settled() {
        return sql.createQuery("""
                        SELECT platform.current_epoch() AS epoch, pg_snapshot_xmin(pg_current_snapshot())::text AS oldest""")
                .map((row, context) -> new EventPosition(
                        row.getInt("epoch"), Long.parseUnsignedLong(row.getString("oldest")) - 1, Long.MAX_VALUE))
                .one();
    }

    /** The kind of the asset that events are about, also when it is no more; empty for another subject. */
    Optional<String> kindOf(String subject) {
        return sql.createQuery("""
                        SELECT data ->> 'kind'
                        FROM platform.event_log
                        WHERE subject = :subject AND type = 'registry.asset.registered'
                        LIMIT 1""").bind("subject", subject).mapTo(String.class).findOne();
    }

    private static LogLine line(ResultSet row, StatementContext context) throws SQLException {
        return LogLine.of(new Event(
                row.getString("id"),
                row.getString("source"),
                row.getString("type"),
                row.getString("subject"),
                row.getObject("time", OffsetDateTime.class).toInstant(),
                new TenantId(row.getString("tenant")),
                row.getString("actor"),
                row.getString("traceparent"),
                row.getString("data"),
                new EventPosition(
                        row.getInt("epoch"),
                        Long.parseUnsignedLong(row.getString("transaction")),
                        row.getLong("sequence"))));
    }
}
