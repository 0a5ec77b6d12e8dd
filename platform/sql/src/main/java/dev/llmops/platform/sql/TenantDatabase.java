// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.sql;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.kernel.DomainEvent;
import dev.llmops.kernel.TenantId;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Transactions as role serve. */
final class TenantDatabase implements Database {
    private final Pools pools;
    private final Transactions transactions;
    private final EventData eventData;
    private final Clock clock;
    private final Commits commits;
    private final Runnable afterEvents;

    /** @param afterEvents called after a commit that appended events */
    TenantDatabase(
            Pools pools,
            Transactions transactions,
            EventData eventData,
            Clock clock,
            Commits commits,
            Runnable afterEvents) {
        this.pools = pools;
        this.transactions = transactions;
        this.eventData = eventData;
        this.clock = clock;
        this.commits = commits;
        this.afterEvents = afterEvents;
    }

    @Override
    public <T> T read(TenantId tenant, Query<T> query) {
        return transactions.run(pools::serve, true, tenant, query);
    }

    @Override
    public <T> T change(Caller caller, Change<T> change) {
        List<DomainEvent> appended = new ArrayList<>();
        T result = transactions.run(pools::serve, false, caller.tenant(), sql -> {
            EventAppender events = new EventAppender(sql, caller, eventData, clock);
            T changed = change.with(sql, events);
            appended.clear(); // a transaction that is repeated appends anew
            appended.addAll(events.appended());
            return changed;
        });
        if (!appended.isEmpty()) {
            commits.tell(caller.tenant(), appended);
            afterEvents.run();
        }
        return result;
    }

    @Override
    public boolean available() {
        return pools.available();
    }
}
