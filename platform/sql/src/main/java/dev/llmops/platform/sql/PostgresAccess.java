// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.sql;

import dev.llmops.kernel.EventFeed;
import dev.llmops.kernel.EventSubscriber;
import dev.llmops.platform.home.StartFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Everything of this package over one database: usable at once, refusing with {@code unavailable} until
 * {@link #open} has migrated it.
 */
public final class PostgresAccess implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(PostgresAccess.class);
    private static final int OLDEST_SERVER = 16;

    private final Pools pools = new Pools();
    private final Transactions transactions = new Transactions(pools);
    private final Pulse pulse = new Pulse();
    private final EventData eventData = new EventData();
    private final LogReader feed = new LogReader(pools, transactions, pulse);
    private final EventCursors cursors = new EventCursors(pools, transactions);
    private final Commits commits = new Commits();
    private final Clock clock;
    private final Database database;
    private final boolean shared;
    private volatile @Nullable Watch watch;
    private volatile @Nullable Notifier notifier;

    /** @param shared whether other processes work on the same database and want to hear of commits */
    public PostgresAccess(Clock clock, boolean shared) {
        this.database = new TenantDatabase(pools, transactions, eventData, clock, commits, this::eventsCommitted);
        this.clock = clock;
        this.shared = shared;
    }

    /** Migrates and opens the pools. Throws when the server does not answer; may then be called again. */
    public synchronized void open(DatabaseLogins logins, List<RoomSchema> rooms) throws SQLException {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        int version;
        try (Connection owner = Pooling.connect(logins.owner(), "llmops-owner", 0)) {
            version = owner.getMetaData().getDatabaseMajorVersion();
            if (version < OLDEST_SERVER) {
                throw new StartFailure("The database server is PostgreSQL " + version + " (expected: " + OLDEST_SERVER
                        + " or newer).");
            }
            new Migrations(owner, logins.owner(), loader).run(rooms);
            LogEpoch.follow(owner);
        }
        pools.open(logins, version);
        watch = new Watch(logins.system(), pools, pulse);
        if (shared) {
            notifier = new Notifier(logins.system());
        }
    }

    public Database database() {
        return database;
    }

    public SystemReads systemReads() {
        return new SystemReads() {
            @Override
            public <T> T read(Database.Query<T> query) {
                return transactions.run(pools::system, true, null, query);
            }
        };
    }

    public EventFeed eventFeed() {
        return feed;
    }

    /** Where to hear of this process' own commits. */
    public Commits commits() {
        return commits;
    }

    public EventData eventData() {
        return eventData;
    }

    /** Delivers the log to a subscriber, from where its cursor stands, until the answer is closed. */
    public AutoCloseable follow(EventSubscriber subscriber) {
        return new EventFollower(subscriber, feed, cursors, clock);
    }

    static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            LOG.debugf("%s did not close: %s", closeable, e.getMessage());
        }
    }

    private void eventsCommitted() {
        pulse.wake();
        Notifier others = notifier;
        if (others != null) {
            others.committed();
        }
    }

    @Override
    public synchronized void close() {
        if (notifier != null) {
            notifier.close();
        }
        if (watch != null) {
            watch.close();
        }
        pools.close();
        pulse.close();
    }
}
