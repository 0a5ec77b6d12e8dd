// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.sql;

import dev.llmops.kernel.Event;
import dev.llmops.kernel.EventFeed;
import dev.llmops.kernel.EventPosition;
import dev.llmops.kernel.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * The event log over all tenants. Rows are ordered by the id of the transaction that wrote them, and read only below
 * the oldest transaction still running: below that nothing can appear any more, so a reader that goes on from its last
 * row skips nothing, however late a transaction commits. Rows of former epochs are all settled.
 */
final class LogReader implements EventFeed {
    private static final int MAX = 1_000;

    private final Pools pools;
    private final Transactions transactions;
    private final Pulse pulse;

    LogReader(Pools pools, Transactions transactions, Pulse pulse) {
        this.pools = pools;
        this.transactions = transactions;
        this.pulse = pulse;
    }

    @Override
    public List<Event> read(EventPosition after, int max) {
        if (max < 1 || max > MAX) {
            throw new IllegalArgumentException("max: " + max + " (expected: 1 to " + MAX + ")");
        }
        return transactions.run(pools::system, true, null, sql -> sql.createQuery("""
                SELECT epoch, xid::text AS transaction, sequence, id, tenant, source, type, subject, time, actor, traceparent,
                    data::text AS data
                FROM platform.event_log
                WHERE (epoch, xid, sequence) > (:epoch, CAST(:xid AS xid8), :sequence)
                  AND (xid < pg_snapshot_xmin(pg_current_snapshot()) OR epoch < platform.current_epoch())
                ORDER BY epoch, xid, sequence
                LIMIT :max""")
                .bind("epoch", after.epoch())
                .bind("xid", Long.toUnsignedString(after.transaction()))
                .bind("sequence", after.sequence())
                .bind("max", max)
                .map(LogReader::event)
                .list());
    }

    /**
     * The greatest position that is committed and visible. A follower that reached it read below the oldest running
     * transaction at that time, so every event at or below this position that was committed before was read.
     */
    @Override
    public EventPosition head() {
        return transactions.run(pools::system, true, null, sql -> sql.createQuery("""
                SELECT epoch, xid::text AS transaction, sequence
                FROM platform.event_log
                ORDER BY epoch DESC, xid DESC, sequence DESC
                LIMIT 1""")
                .map((row, context) -> position(row))
                .findOne()
                .orElse(EventPosition.START));
    }

    @Override
    public AutoCloseable onWake(Runnable listener) {
        return pulse.listen(listener);
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

    private static EventPosition position(ResultSet row) throws SQLException {
        return new EventPosition(
                row.getInt("epoch"), Long.parseUnsignedLong(row.getString("transaction")), row.getLong("sequence"));
    }
}
