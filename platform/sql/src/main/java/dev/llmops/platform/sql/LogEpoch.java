// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jboss.logging.Logger;

/**
 * Begins a new epoch of the event log when the database lives in another cluster than before, as after a restore:
 * transaction ids start anew there, and positions must still grow.
 */
final class LogEpoch {
    private static final Logger LOG = Logger.getLogger(LogEpoch.class);

    private LogEpoch() {}

    static void follow(Connection owner) throws SQLException {
        String cluster;
        try (Statement statement = owner.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT system_identifier || '/' || timeline_id, epoch.cluster
                        FROM pg_control_system(), pg_control_checkpoint(), platform.log_epoch epoch""")) {
            if (!row.next() || row.getString(1).equals(row.getString(2))) {
                return;
            }
            cluster = row.getString(1);
        }
        raise(owner, cluster);
    }

    private static void raise(Connection owner, String cluster) throws SQLException {
        owner.setAutoCommit(false);
        try (Statement lock = owner.createStatement();
                PreparedStatement raise = owner.prepareStatement("""
                        UPDATE platform.log_epoch
                        SET epoch = CASE WHEN cluster = '' THEN epoch ELSE epoch + 1 END, cluster = ?
                        WHERE cluster <> ?""")) {
            // No transaction may append with the former epoch after one appended with the next.
            lock.execute("LOCK TABLE platform.event_log IN EXCLUSIVE MODE");
            raise.setString(1, cluster);
            raise.setString(2, cluster);
            raise.executeUpdate();
            owner.commit();
            LOG.debugf("the event log belongs to cluster %s", cluster);
        } catch (SQLException e) {
            owner.rollback();
            throw e;
        } finally {
            owner.setAutoCommit(true);
        }
    }
}
