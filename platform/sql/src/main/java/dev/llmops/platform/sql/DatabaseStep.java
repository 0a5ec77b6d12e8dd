// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.sql;

import dev.llmops.platform.home.DatabaseAway;
import dev.llmops.platform.home.Home;
import dev.llmops.platform.home.LifecycleStep;
import dev.llmops.platform.home.Sealer;
import dev.llmops.platform.home.StartFailure;
import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Brings the database up: the server, its roles, every schema, the pools. The first to start and the last to stop. */
@Singleton
final class DatabaseStep implements LifecycleStep {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Home home;
    private final Sealer sealer;
    private final PostgresAccess access;
    private final List<RoomSchema> rooms;
    private final Optional<DatabaseLogin> external;
    private boolean waited;

    DatabaseStep(
            Home home,
            Sealer sealer,
            PostgresAccess access,
            @All List<RoomSchema> rooms,
            @ConfigProperty(name = "llmops.database.url") Optional<String> url,
            @ConfigProperty(name = "llmops.database.user") Optional<String> user,
            @ConfigProperty(name = "llmops.database.password") Optional<String> password) {
        this.home = home;
        this.sealer = sealer;
        this.access = access;
        this.rooms = List.copyOf(rooms);
        this.external = url.map(at -> new DatabaseLogin(at, user.orElse("llmops_owner"), password.orElse("")));
    }

    @Override
    public String name() {
        return "database";
    }

    @Override
    public int order() {
        return 10;
    }

    /** The first time it waits a little for a server that is coming up; later it answers at once. */
    @Override
    public void start() throws InterruptedException {
        long deadline = System.nanoTime() + (waited ? 0 : PATIENCE_NANOS);
        while (true) {
            try {
                access.open(logins(), rooms);
                return;
            } catch (SQLException e) {
                if (SqlStates.kind(e) != SqlStates.Kind.CONNECTION_LOST) {
                    throw new StartFailure("The database cannot be prepared: " + e.getMessage());
                }
                if (System.nanoTime() > deadline) {
                    waited = true;
                    throw new DatabaseAway("The database cannot be reached: " + e.getMessage(), e);
                }
            }
            Thread.sleep(250);
        }
    }

    private DatabaseLogins logins() throws SQLException {
        if (external.isPresent()) {
            EmbeddedStart.close();
            return new ExternalDatabase(home, sealer, external.get()).prepare();
        }
        return EmbeddedStart.take(home).logins();
    }

    @Override
    public void stop() {
        access.close();
        EmbeddedStart.close();
    }
}
