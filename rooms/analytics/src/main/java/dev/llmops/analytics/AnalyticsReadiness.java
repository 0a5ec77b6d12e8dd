// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics;

import dev.llmops.analytics.log.LocalIngestLog;
import dev.llmops.analytics.store.Loader;
import dev.llmops.platform.web.Readiness;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Map;

/** Ready while calls can be recorded. A loader that is behind or restarting does not stop them: the log waits for it. */
@Singleton
final class AnalyticsReadiness implements Readiness {
    private final LocalIngestLog log;
    private final Loader loader;
    private final Clock clock;

    AnalyticsReadiness(LocalIngestLog log, Loader loader, Clock clock) {
        this.log = log;
        this.loader = loader;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "analytics_log";
    }

    @Override
    public Report check() {
        long unread = log.unread();
        return new Report(
                log.accepting(),
                Map.of(
                        "accepting", String.valueOf(log.accepting()),
                        "unread_bytes", String.valueOf(unread),
                        "loader", loader.ready() ? "running" : "restarting",
                        "lag_seconds",
                                String.valueOf(loader.figures()
                                        .lag(clock.instant(), unread == 0)
                                        .toSeconds())));
    }
}
