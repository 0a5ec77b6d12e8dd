// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.sql;

import dev.llmops.platform.home.EarlyStart;
import dev.llmops.platform.home.Home;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The embedded server, begun by the main class before Quarkus boots; the database step takes it over. */
public final class EmbeddedStart implements EarlyStart {
    private static final Logger LOG = Logger.getLogger(EmbeddedStart.class);
    private static @Nullable CompletableFuture<EmbeddedPostgres> early;

    @Override
    public void begin(Home home) {
        if (System.getProperty("llmops.database.url") == null && System.getenv("LLMOPS_DATABASE_URL") == null) {
            LOG.debugf("starting PostgreSQL: %s", beginIfNot(home));
        }
    }

    private static synchronized CompletableFuture<EmbeddedPostgres> beginIfNot(Home home) {
        CompletableFuture<EmbeddedPostgres> begun = early;
        if (begun == null) {
            begun = CompletableFuture.supplyAsync(() -> EmbeddedPostgres.start(PostgresSettings.of(home)));
            early = begun;
        }
        return begun;
    }

    /** Waits for the early start, or starts now. */
    static EmbeddedPostgres take(Home home) {
        try {
            return beginIfNot(home).join();
        } catch (CompletionException e) {
            LOG.debugf("given up: %s", forget());
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    @Override
    public void end() {
        close();
    }

    /** Stops what was begun, whether or not a step took it. */
    static void close() {
        CompletableFuture<EmbeddedPostgres> begun = forget();
        if (begun == null) {
            return;
        }
        try {
            begun.join().close();
        } catch (CompletionException e) {
            LOG.debugf("the embedded server had not started: %s", e.getMessage());
        }
    }

    private static synchronized @Nullable CompletableFuture<EmbeddedPostgres> forget() {
        CompletableFuture<EmbeddedPostgres> begun = early;
        early = null;
        return begun;
    }
}
