// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.sql;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.kernel.TenantId;
import java.time.Clock;

/** Transactions as role serve. */
final class TenantDatabase implements Database {
    private final Pools pools;
    private final Transactions transactions;
    private final EventData eventData;
    private final Clock clock;
    private final Runnable afterEvents;

    /** @param afterEvents called after a commit that appended events */
    TenantDatabase(Pools pools, Transactions transactions, EventData eventData, Clock clock, Runnable afterEvents) {
        this.pools = pools;
        this.transactions = transactions;
        this.eventData = eventData;
        this.clock = clock;
        this.afterEvents = afterEvents;
    }

    @Override
    public <T> T read(TenantId tenant, Query<T> query) {
        return transactions.run(pools::serve, true, tenant, query);
    }

    @Override
    public <T> T change(Caller caller, Change<T> change) {
        boolean[] appended = new boolean[1];
        T result = transactions.run(pools::serve, false, caller.tenant(), sql -> {
            EventAppender events = new EventAppender(sql, caller, eventData, clock);
            T changed = change.with(sql, events);
            appended[0] = events.used();
            return changed;
        });
        if (appended[0]) {
            afterEvents.run();
        }
        return result;
    }

    @Override
    public boolean available() {
        return pools.available();
    }
}
