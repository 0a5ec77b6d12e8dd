// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import dev.llmops.contracts.analytics.UsageTotals;
import dev.llmops.contracts.gateway.QuotaUse;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** The counters of every subscription. They are not part of the snapshot: a new snapshot finds the old counts. */
@Singleton
final class UseTable implements QuotaUse {
    private final Map<String, SubscriptionUse> bySubscription = new ConcurrentHashMap<>();
    private final Clock clock;
    private final LongSupplier nanos;
    private volatile boolean restored;

    @Inject
    UseTable(Clock clock) {
        this(clock, System::nanoTime);
    }

    UseTable(Clock clock, LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
    }

    SubscriptionUse of(String subscriptionId) {
        return bySubscription.computeIfAbsent(
                subscriptionId, ignored -> new SubscriptionUse(clock.instant(), nanos.getAsLong()));
    }

    @Override
    public Use used(String subscriptionId) {
        SubscriptionUse use = bySubscription.get(subscriptionId);
        QuotaPeriod period = use == null ? QuotaPeriod.at(clock.instant()) : use.period(clock.millis());
        return new Use(period.requests(), period.tokens(), period.start(), period.resetsAt());
    }

    /** Sets every count to what was stored since the month began. Called once, before calls are taken. */
    void restore(UsageTotals totals) {
        Instant now = clock.instant();
        QuotaPeriod month = QuotaPeriod.at(now);
        totals.since(month.start())
                .forEach((subscriptionId, total) ->
                        of(subscriptionId).period(now.toEpochMilli()).restore(total.calls(), total.tokens()));
        restored = true;
    }

    boolean restored() {
        return restored;
    }

    /** Forgets subscriptions that are gone and whose last count is of an earlier month. */
    void prune(Set<String> present) {
        Instant monthStart = QuotaPeriod.at(clock.instant()).start();
        bySubscription
                .entrySet()
                .removeIf(entry -> !present.contains(entry.getKey())
                        && entry.getValue().lastPeriodStart().isBefore(monthStart));
    }
}
