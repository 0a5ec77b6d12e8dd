// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.feed;

import dev.llmops.kernel.EventPosition;
import dev.llmops.platform.sql.LoggedEvents;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** One organisation's part of the event log; row-level security keeps it to that. */
record TenantLog(Handle sql) {
    /** Oldest first; below the oldest transaction still running, so that nothing can appear before what was read. */
    List<LogLine> after(EventPosition position, int max) {
        return LoggedEvents.after(sql, position, max).stream().map(LogLine::of).toList();
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
}
