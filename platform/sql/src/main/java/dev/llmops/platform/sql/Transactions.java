// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.sql;

import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * Runs work in one transaction. What never began is begun again on a fresh connection; what was in another's way
 * (serialization failure, deadlock) is rolled back and repeated. A commit whose answer was lost is not repeated.
 */
final class Transactions {
    private static final Logger LOG = Logger.getLogger(Transactions.class);
    private static final int MAX_ATTEMPTS = 3;

    /** When a server ended, every idle connection of the pool may be a dead one; trying the next costs next to nothing. */
    private static final int MAX_DEAD_CONNECTIONS = 12;

    private final Pools pools;

    Transactions(Pools pools) {
        this.pools = pools;
    }

    <T> T run(Supplier<Jdbi> role, boolean readOnly, @Nullable TenantId tenant, Database.Query<T> work) {
        int dead = 0;
        for (int attempt = 1; ; attempt++) {
            boolean last = attempt == MAX_ATTEMPTS;
            try (Handle sql = begin(role.get(), readOnly, tenant)) {
                return inside(sql, work);
            } catch (NotBegun e) {
                if (e.dead && ++dead < MAX_DEAD_CONNECTIONS) {
                    attempt--; // it does not count: nothing was tried yet
                } else if (last || e.kind != SqlStates.Kind.CONNECTION_LOST) {
                    throw refusal(e.cause);
                }
                pools.discardIdle();
            } catch (JdbiException e) {
                if (last || SqlStates.kind(e) != SqlStates.Kind.REPEATABLE) {
                    throw refusal(e);
                }
                LOG.debugf("repeating a transaction: %s", e.getMessage());
            }
        }
    }

    private static <T> T inside(Handle sql, Database.Query<T> work) {
        boolean committed = false;
        try {
            T result = work.with(sql);
            sql.commit();
            committed = true;
            return result;
        } finally {
            if (!committed) {
                rollback(sql);
            }
        }
    }

    private static Handle begin(Jdbi jdbi, boolean readOnly, @Nullable TenantId tenant) {
        Handle sql;
        try {
            sql = jdbi.open();
        } catch (JdbiException e) {
            throw new NotBegun(e, false);
        }
        try {
            sql.setReadOnly(readOnly);
            sql.begin();
            choose(sql.getConnection(), tenant);
            return sql;
        } catch (JdbiException e) {
            rollback(sql);
            closeQuietly(sql);
            throw new NotBegun(e, SqlStates.kind(e) == SqlStates.Kind.CONNECTION_LOST);
        }
    }

    /** Without JDBI, whose statements cost more than this one does in the database. */
    private static void choose(Connection connection, @Nullable TenantId tenant) {
        try (PreparedStatement statement = connection.prepareStatement("SELECT set_config('llmops.tenant', ?, true)")) {
            statement.setString(1, tenant == null ? "" : tenant.value());
            statement.execute();
        } catch (SQLException e) {
            throw new ConnectionException(e);
        }
    }

    private static void rollback(Handle sql) {
        try {
            sql.rollback();
        } catch (JdbiException e) {
            LOG.debugf("the rollback did not reach the server: %s", e.getMessage());
        }
    }

    private static void closeQuietly(Handle sql) {
        try {
            sql.close();
        } catch (JdbiException e) {
            LOG.debugf("the connection could not be given back: %s", e.getMessage());
        }
    }

    /** What the caller is told; other failures pass as they are, a DAO knows its own constraints. */
    static RuntimeException refusal(JdbiException failure) {
        return switch (SqlStates.kind(failure)) {
            case CONNECTION_LOST -> {
                LOG.warnf("the database connection was lost: %s", failure.getMessage());
                yield Pools.away();
            }
            case TIMED_OUT ->
                new Problem(
                        ErrorCode.UNAVAILABLE,
                        "The database took longer than 10 s for this; nothing was changed. Ask for less, or try later.",
                        Duration.ofSeconds(5));
            case EXHAUSTED ->
                new Problem(
                        ErrorCode.OVERLOADED,
                        "Every database connection is busy; nothing was changed. Try again in a second.",
                        Duration.ofSeconds(1));
            case DISK_FULL ->
                new Problem(
                        ErrorCode.STORAGE_FULL,
                        "The disk of the database is full; nothing was changed. An operator must free some space.");
            case REPEATABLE ->
                new Problem(
                        ErrorCode.UNAVAILABLE,
                        "Other changes were in the way three times; nothing was changed. Try again in a second.",
                        Duration.ofSeconds(1));
            case OTHER -> failure;
        };
    }

    /** The transaction had not begun: nothing of the caller's work was done. */
    private static final class NotBegun extends RuntimeException {
        private final SqlStates.Kind kind;
        private final JdbiException cause;
        private final boolean dead;

        /**
         * @param dead whether the pool handed out a connection whose server had gone
         */
        NotBegun(JdbiException cause, boolean dead) {
            super(cause);
            this.dead = dead;
            this.kind = SqlStates.kind(cause);
            this.cause = cause;
        }
    }
}
