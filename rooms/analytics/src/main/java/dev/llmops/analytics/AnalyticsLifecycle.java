// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics;

import dev.llmops.platform.home.LifecycleStep;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Opens the log before the gateway needs it, and closes it after the gateway is gone. */
@Singleton
final class AnalyticsLifecycle implements LifecycleStep {
    private final LocalIngestLog log;

    AnalyticsLifecycle(LocalIngestLog log) {
        this.log = log;
    }

    @Override
    public String name() {
        return "analytics";
    }

    @Override
    public int order() {
        return 40;
    }

    @Override
    public boolean needsDatabase() {
        return false;
    }

    @Override
    public void start() throws IOException {
        log.open();
    }

    @Override
    public void stop() {
        try {
            log.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the ingest log could not be closed", e);
        }
    }
}
