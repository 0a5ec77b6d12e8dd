// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics;

import dev.llmops.analytics.intake.EventIntake;
import dev.llmops.analytics.log.LocalIngestLog;
import dev.llmops.analytics.log.LogSettings;
import dev.llmops.analytics.query.QueryEngine;
import dev.llmops.analytics.query.QuestionReader;
import dev.llmops.analytics.store.Loader;
import dev.llmops.analytics.store.LoggedUsageHistory;
import dev.llmops.analytics.store.StoreSettings;
import dev.llmops.analytics.store.StoredUsageTotals;
import dev.llmops.contracts.analytics.UsageByKey;
import dev.llmops.contracts.analytics.UsageHistory;
import dev.llmops.contracts.analytics.UsageTotals;
import dev.llmops.contracts.costops.Pricing;
import dev.llmops.platform.home.Home;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;

/** Puts the room together. */
@Singleton
final class AnalyticsBeans {
    @Produces
    @Singleton
    LocalIngestLog ingestLog(Home home, Clock clock) {
        return new LocalIngestLog(home.resolve("ingest"), LogSettings.DEFAULT, clock);
    }

    @Produces
    @Singleton
    Loader loader(LocalIngestLog log, Pricing pricing, Home home, Clock clock) {
        return new Loader(log, pricing, home.resolve("analytics"), StoreSettings.DEFAULT, clock);
    }

    @Produces
    @Singleton
    UsageTotals usageTotals(Loader loader, Clock clock) {
        return new StoredUsageTotals(loader, clock);
    }

    @Produces
    @Singleton
    UsageByKey usageByKey(Loader loader, Clock clock) {
        return new StoredUsageTotals(loader, clock)::byKey;
    }

    @Produces
    @Singleton
    UsageHistory usageHistory(LocalIngestLog log, Clock clock) {
        return new LoggedUsageHistory(log, clock);
    }

    @Produces
    @Singleton
    QueryEngine queryEngine(Loader loader) {
        return new QueryEngine(loader, Duration.ofSeconds(30));
    }

    @Produces
    @Singleton
    QuestionReader questionReader(Clock clock) {
        return new QuestionReader(clock);
    }

    @Produces
    @Singleton
    EventIntake eventIntake(LocalIngestLog log, Loader loader, QueryEngine engine, Clock clock) {
        return new EventIntake(log, loader, engine, clock);
    }
}
