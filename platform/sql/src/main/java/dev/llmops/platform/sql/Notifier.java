// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Tells other processes that events were committed: after the commit, on a connection of its own, at most once in
 * 5 ms. A NOTIFY inside the writing transaction would make all commits of the server queue behind each other.
 */
final class Notifier implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Notifier.class);
    private static final int COALESCE_MILLIS = 5;

    private final DatabaseLogin login;
    private final Semaphore signal = new Semaphore(0);
    private final Thread thread;
    private @Nullable Connection connection;

    Notifier(DatabaseLogin login) {
        this.login = login;
        this.thread = Thread.ofVirtual().name("llmops-event-notifier").start(this::run);
    }

    void committed() {
        signal.release();
    }

    private void run() {
        try {
            while (true) {
                signal.acquire();
                Thread.sleep(COALESCE_MILLIS);
                signal.drainPermits();
                tell();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            disconnect();
        }
    }

    /** A notification that is lost costs others one beat of their watch, so it is not repeated. */
    private void tell() {
        try {
            if (connection == null) {
                connection = Pooling.connect(login, "llmops-notifier", 5);
            }
            try (Statement statement = connection.createStatement()) {
                statement.execute("NOTIFY " + Watch.CHANNEL);
            }
        } catch (SQLException e) {
            LOG.debugf("other processes were not told of a commit: %s", e.getMessage());
            disconnect();
        }
    }

    private void disconnect() {
        Connection former = connection;
        connection = null;
        if (former != null) {
            try {
                former.close();
            } catch (SQLException e) {
                LOG.debugf("the notifier's connection did not close: %s", e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
