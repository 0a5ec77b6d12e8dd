// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import dev.llmops.platform.sql.Database;
import jakarta.inject.Singleton;
import java.util.Map;

/** The database's absence degrades the process but does not make it unready: the data plane serves on from memory. */
@Singleton
final class DatabaseReadiness implements Readiness {
    private final Database database;

    DatabaseReadiness(Database database) {
        this.database = database;
    }

    @Override
    public String name() {
        return "database";
    }

    @Override
    public Report check() {
        return database.available()
                ? new Report(true, Map.of())
                : new Report(true, Map.of("degraded", "the database does not answer; changes are refused"));
    }
}
