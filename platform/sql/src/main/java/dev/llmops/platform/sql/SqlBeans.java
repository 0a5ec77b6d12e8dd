// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.sql;

import dev.llmops.kernel.EventFeed;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The doors of this package as beans, usable before the database is and refusing until then. */
@Singleton
final class SqlBeans {
    /** Only an external database can have other processes on it. */
    @Produces
    @Singleton
    PostgresAccess access(Clock clock, @ConfigProperty(name = "llmops.database.url") Optional<String> external) {
        return new PostgresAccess(clock, external.isPresent());
    }

    @Produces
    @Singleton
    Database database(PostgresAccess access) {
        return access.database();
    }

    @Produces
    @Singleton
    SystemReads systemReads(PostgresAccess access) {
        return access.systemReads();
    }

    @Produces
    @Singleton
    EventFeed eventFeed(PostgresAccess access) {
        return access.eventFeed();
    }

    @Produces
    @Singleton
    Commits commits(PostgresAccess access) {
        return access.commits();
    }

    @Produces
    @Singleton
    EventData eventData(PostgresAccess access) {
        return access.eventData();
    }
}
