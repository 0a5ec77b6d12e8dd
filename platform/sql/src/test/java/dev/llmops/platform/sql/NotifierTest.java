// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

class NotifierTest {
    @Test
    void otherProcessesHearOfCommitsOnlyWhereThereAreSome(@TempDir Path temp) throws Exception {
        try (EmbeddedPostgres server = Servers.start(temp);
                PostgresAccess alone = Servers.access(server.logins());
                PostgresAccess shared = new PostgresAccess(Clock.systemUTC(), true);
                Connection listener = Pooling.connect(server.logins().system(), "test", 30);
                Statement statement = listener.createStatement()) {
            shared.open(server.logins(), List.of());
            statement.execute("LISTEN " + Watch.CHANNEL);
            PGConnection notifications = listener.unwrap(PGConnection.class);

            Servers.append(alone, "unheard");
            assertThat(notifications.getNotifications(100)).isEmpty();

            Servers.append(shared, "heard");
            assertThat(notifications.getNotifications(10_000)).hasSize(1);
        }
    }
}
