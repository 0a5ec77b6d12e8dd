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

    /** Answers false when another process moved the cursor meanwhile; it must then be read again. */
    boolean advance(String name, EventPosition from, EventPosition to) {
        return transactions.run(
                pools::system,
                false,
                null,
                sql -> sql.createUpdate("""
                INSERT INTO platform.event_cursor (name, position) VALUES (:name, :to)
                ON CONFLICT (name) DO UPDATE SET position = excluded.position, updated_at = now()
                WHERE event_cursor.position = :from""")
                                .bind("name", name)
                                .bind("from", from.toString())
                                .bind("to", to.toString())
                                .execute()
                        == 1);
    }
}
