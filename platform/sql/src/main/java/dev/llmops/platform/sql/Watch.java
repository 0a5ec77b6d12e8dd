// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.postgresql.PGConnection;

/**
 * One connection of its own that asks every 250 ms whether the database answers and hears what other processes
 * committed. Every answer is also a beat for followers, so that a lost notification delays them by no more.
 */
final class Watch implements AutoCloseable {
    static final String CHANNEL = "llmops_events";
    private static final Logger LOG = Logger.getLogger(Watch.class);
    private static final int BEAT_MILLIS = 250;

    private final DatabaseLogin login;
    private final Pools pools;
    private final Pulse pulse;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    Watch(DatabaseLogin login, Pools pools, Pulse pulse) {
        this.login = login;
        this.pools = pools;
        this.pulse = pulse;
        this.thread = Thread.ofVirtual().name("llmops-database-watch").start(this::run);
    }

    private void run() {
        boolean told = false;
        try {
            do {
                try (Connection connection = Pooling.connect(login, "llmops-watch", 5)) {
                    told = false;
                    listen(connection);
                } catch (SQLException e) {
                    pools.answers(false);
                    if (!told && closing.getCount() > 0) {
                        LOG.warnf("the database does not answer: %s", e.getMessage());
                        told = true;
                    }
                }
            } while (!closing.await(BEAT_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void listen(Connection connection) throws SQLException {
        PGConnection notifications = connection.unwrap(PGConnection.class);
        try (Statement statement = connection.createStatement()) {
            statement.execute("LISTEN " + CHANNEL);
            while (closing.getCount() > 0) {
                statement.execute("SELECT 1");
                pools.answers(true);
                pulse.wake();
                notifications.getNotifications(BEAT_MILLIS);
            }
        }
    }

    @Override
    public void close() {
        closing.countDown();
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
