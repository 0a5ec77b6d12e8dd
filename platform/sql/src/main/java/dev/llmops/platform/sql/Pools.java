// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.sql;

import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import io.agroal.api.AgroalDataSource;
import java.sql.SQLException;
import java.time.Duration;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The connections of the roles serve and system, once the database is ready; before that, and while it is away, refusals. */
final class Pools implements AutoCloseable {
    private static final int TRANSACTION_TIMEOUT_SINCE = 17;
    private static final String TIMEOUTS = "-c statement_timeout=10s -c idle_in_transaction_session_timeout=10s";

    /** Open pools. */
    private record Opened(AgroalDataSource serve, AgroalDataSource system, Jdbi serveJdbi, Jdbi systemJdbi) {}

    private volatile @Nullable Opened opened;
    private volatile boolean answering;

    void open(DatabaseLogins logins, int serverVersion) throws SQLException {
        String options =
                serverVersion >= TRANSACTION_TIMEOUT_SINCE ? TIMEOUTS + " -c transaction_timeout=10s" : TIMEOUTS;
        AgroalDataSource serve = Pooling.open(logins.serve(), "llmops-serve", 2, 10, options);
        AgroalDataSource system = Pooling.open(logins.system(), "llmops-system", 2, 4, options);
        opened = new Opened(serve, system, JdbiSetup.over(serve), JdbiSetup.over(system));
        answering = true;
    }

    Jdbi serve() {
        return ready().serveJdbi();
    }

    Jdbi system() {
        return ready().systemJdbi();
    }

    boolean available() {
        return answering && opened != null;
    }

    /** Called by the watch; what was idle while the server was gone is thrown away. */
    void answers(boolean now) {
        boolean before = answering;
        answering = now;
        if (now && !before) {
            discardIdle();
        }
    }

    void discardIdle() {
        Opened pools = opened;
        if (pools != null) {
            pools.serve().flush(AgroalDataSource.FlushMode.GRACEFUL);
            pools.system().flush(AgroalDataSource.FlushMode.GRACEFUL);
        }
    }

    private Opened ready() {
        Opened pools = opened;
        if (pools == null || !answering) {
            throw away();
        }
        return pools;
    }

    static Problem away() {
        return new Problem(
                ErrorCode.UNAVAILABLE,
                "The database does not answer at the moment; nothing was changed. Try again in a second.",
                Duration.ofSeconds(1));
    }

    @Override
    public void close() {
        Opened pools = opened;
        opened = null;
        if (pools != null) {
            pools.serve().close();
            pools.system().close();
        }
    }
}
