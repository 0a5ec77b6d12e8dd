// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.sql;

import dev.llmops.kernel.Event;
import dev.llmops.kernel.EventPosition;
import dev.llmops.kernel.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * The event log as a transaction may see it: all of it for the role that follows it, one organisation's part for every
 * other. Rows are ordered by the id of the transaction that wrote them, and read only below the oldest transaction still
 * running: below that nothing can appear any more, so a reader that goes on from its last row skips nothing, however late
 * a transaction commits. Rows of former epochs are all settled.
 */
public final class LoggedEvents {
    /** Takes {@code epoch}, {@code xid}, {@code sequence} and {@code max}. */
    public static final String AFTER = """
            SELECT epoch, xid::text AS transaction, sequence, id, tenant, source, type, subject, time, actor, traceparent,
                data::text AS data
            FROM platform.event_log
            WHERE (epoch, xid, sequence) > (:epoch, CAST(:xid AS xid8), :sequence)
              AND (xid < pg_snapshot_xmin(pg_current_snapshot()) OR epoch < (SELECT platform.current_epoch()))
            ORDER BY epoch, xid, sequence
            LIMIT :max""";

    private LoggedEvents() {}

    /** What follows a position, oldest first. */
    public static List<Event> after(Handle sql, EventPosition position, int max) {
        return sql.createQuery(AFTER)
                .bind("epoch", position.epoch())
                .bind("xid", Long.toUnsignedString(position.transaction()))
                .bind("sequence", position.sequence())
                .bind("max", max)
                .map(LoggedEvents::event)
                .list();
    }

    private static Event event(ResultSet row, StatementContext context) throws SQLException {
        return new Event(
                row.getString("id"),
                row.getString("source"),
                row.getString("type"),
                row.getString("subject"),
                row.getObject("time", OffsetDateTime.class).toInstant(),
                new TenantId(row.getString("tenant")),
                row.getString("actor"),
                row.getString("traceparent"),
                row.getString("data"),
                position(row));
    }

    static EventPosition position(ResultSet row) throws SQLException {
        return new EventPosition(
                row.getInt("epoch"), Long.parseUnsignedLong(row.getString("transaction")), row.getLong("sequence"));
    }
}
