// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics;

import dev.llmops.analytics.log.LocalIngestLog;
import dev.llmops.analytics.store.Loader;
import dev.llmops.analytics.store.LoaderFigures;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.inject.Singleton;
import java.time.Clock;

/** What an operator watches: how much comes in, how far the loader is behind, what could not be read. */
@Singleton
final class AnalyticsMetrics implements MeterBinder {
    private final LocalIngestLog log;
    private final Loader loader;
    private final Clock clock;

    AnalyticsMetrics(LocalIngestLog log, Loader loader, Clock clock) {
        this.log = log;
        this.loader = loader;
        this.clock = clock;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        LoaderFigures figures = loader.figures();
        counter(registry, "llmops.ingest.records", figures, LoaderFigures::records, "Records read from the ingest log");
        counter(registry, "llmops.ingest.bytes", figures, LoaderFigures::bytes, "Bytes read from the ingest log");
        counter(registry, "llmops.loader.rows", figures, LoaderFigures::rows, "Rows stored");
        counter(registry, "llmops.loader.unreadable", figures, LoaderFigures::unreadable, "Records not understood");
        counter(registry, "llmops.loader.failures", figures, LoaderFigures::failures, "Times the loader started again");
        Gauge.builder("llmops.loader.lag.seconds", this, AnalyticsMetrics::lagSeconds)
                .description("How old the oldest record not yet stored can be")
                .register(registry);
        Gauge.builder("llmops.ingest.unread.bytes", log, LocalIngestLog::unread)
                .description("Bytes in the log that are not stored yet")
                .register(registry);
        Gauge.builder("llmops.ingest.quarantine.bytes", log, open -> open.quarantine()
                        .bytes())
                .description("Bytes of the log set aside because they could not be read")
                .register(registry);
    }

    private double lagSeconds() {
        return loader.figures().lag(clock.instant(), log.unread() == 0).toMillis() / 1000.0;
    }

    private static void counter(
            MeterRegistry registry,
            String name,
            LoaderFigures figures,
            java.util.function.ToDoubleFunction<LoaderFigures> value,
            String description) {
        FunctionCounter.builder(name, figures, value).description(description).register(registry);
    }
}
