// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.sql;

import dev.llmops.kernel.EventPosition;

/** Where each subscriber stands in the log. */
final class EventCursors {
    private final Pools pools;
    private final Transactions transactions;

    EventCursors(Pools pools, Transactions transactions) {
        this.pools = pools;
        this.transactions = transactions;
    }

    EventPosition read(String name) {
        return transactions.run(pools::system, true, null, sql -> sql.createQuery(
                        "SELECT position FROM platform.event_cursor WHERE name = :name")
                .bind("name", name)
                .mapTo(String.class)
                .findOne()
                .map(EventPosition::parse)
                .orElse(EventPosition.START));
    }

    /**
     * Answers false when another process moved the cursor meanwhile; it must then be read again. Nobody waits for the
     * disk: a move that a crash forgets has its batch delivered again, and the log keeps the order of what was committed,
     * so that a cursor is never remembered without what was written before it.
     */
    boolean advance(String name, EventPosition from, EventPosition to) {
        return transactions.run(
                pools::system,
                false,
                null,
                sql -> sql.createUpdate("""
                WITH soon AS (SELECT set_config('synchronous_commit', 'off', true))
                INSERT INTO platform.event_cursor (name, position) SELECT :name, :to FROM soon
                ON CONFLICT (name) DO UPDATE SET position = excluded.position, updated_at = now()
                WHERE event_cursor.position = :from""")
                                .bind("name", name)
                                .bind("from", from.toString())
                                .bind("to", to.toString())
                                .execute()
                        == 1);
    }
}
