// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics;

import dev.llmops.analytics.log.LocalIngestLog;
import dev.llmops.analytics.store.Loader;
import dev.llmops.platform.home.LifecycleStep;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;

/**
 * Opens the log and starts the loader before the gateway needs them; after the gateway is gone, makes the log durable,
 * loads the rest of it and closes the store.
 */
@Singleton
final class AnalyticsLifecycle implements LifecycleStep {
    private final LocalIngestLog log;
    private final Loader loader;

    AnalyticsLifecycle(LocalIngestLog log, Loader loader) {
        this.log = log;
        this.loader = loader;
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
    public void start() throws IOException, SQLException {
        log.open();
        loader.start();
    }

    @Override
    public void stop() {
        try {
            log.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the ingest log could not be closed", e);
        } finally {
            loader.stop();
        }
    }
}
