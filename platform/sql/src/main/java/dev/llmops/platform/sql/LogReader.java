// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.sql;

import dev.llmops.kernel.Event;
import dev.llmops.kernel.EventFeed;
import dev.llmops.kernel.EventPosition;
import java.util.List;

/** The event log over all tenants. */
final class LogReader implements EventFeed {
    private static final int MAX = 1_000;

    private final Pools pools;
    private final Transactions transactions;
    private final Pulse pulse;
    private final LogWindow end = new LogWindow(this::ask);

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
        return end.read(after, max);
    }

    private List<Event> ask(EventPosition after, int max) {
        return transactions.run(pools::system, true, null, sql -> LoggedEvents.after(sql, after, max));
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
                .map((row, context) -> LoggedEvents.position(row))
                .findOne()
                .orElse(EventPosition.START));
    }

    @Override
    public AutoCloseable onWake(Runnable listener) {
        return pulse.listen(listener);
    }
}
