// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics;

import dev.llmops.platform.home.Home;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Puts the room together. */
final class AnalyticsBeans {
    @Produces
    @Singleton
    LocalIngestLog ingestLog(Home home) {
        return new LocalIngestLog(home.resolve("ingest"), LogSettings.DEFAULT);
    }
}
