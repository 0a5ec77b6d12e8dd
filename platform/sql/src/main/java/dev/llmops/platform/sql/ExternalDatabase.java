// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.sql;

import dev.llmops.platform.home.Home;
import dev.llmops.platform.home.PrivateFiles;
import dev.llmops.platform.home.Sealer;
import dev.llmops.platform.home.StartFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.List;

/**
 * A PostgreSQL of the operator's. The configured user owns the schemas; serve and system get passwords derived from the
 * master key, so that every process of an installation knows them. When the owner may not create roles, the SQL that an
 * administrator must run is left in the home.
 */
final class ExternalDatabase {
    private final Home home;
    private final DatabaseLogins logins;

    ExternalDatabase(Home home, Sealer sealer, DatabaseLogin owner) {
        this.home = home;
        this.logins = new DatabaseLogins(
                owner,
                new DatabaseLogin(owner.url(), "llmops_serve", password(sealer, "serve")),
                new DatabaseLogin(owner.url(), "llmops_system", password(sealer, "system")));
    }

    private static String password(Sealer sealer, String role) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sealer.deriveKey("database role " + role));
    }

    /** The logins of the three roles, once the roles are there. Throws when the server cannot be reached. */
    DatabaseLogins prepare() throws SQLException {
        try (Connection owner = Pooling.connect(logins.owner(), "llmops-setup", 60)) {
            for (DatabaseLogin role : List.of(logins.serve(), logins.system())) {
                if (!works(role)) {
                    create(owner, role);
                }
            }
        } catch (SQLException e) {
            throw refused(e);
        }
        return logins;
    }

    private static boolean works(DatabaseLogin role) throws SQLException {
        try (Connection connection = Pooling.connect(role, "llmops-setup", 10)) {
            return connection.isValid(10);
        } catch (SQLException e) {
            if (isRefusal(e)) {
                return false;
            }
            throw e;
        }
    }

    private static boolean isRefusal(SQLException e) {
        return String.valueOf(e.getSQLState()).startsWith("28") || "42501".equals(e.getSQLState());
    }

    private void create(Connection owner, DatabaseLogin role) throws SQLException {
        try (Statement statement = owner.createStatement()) {
            statement.execute(DatabaseRoles.role(role.user(), role.password()));
            statement.execute("GRANT CONNECT ON DATABASE \"" + owner.getCatalog() + "\" TO " + role.user());
        } catch (SQLException e) {
            if (!isRefusal(e)) {
                throw e;
            }
            throw leaveScript(owner.getCatalog());
        }
    }

    private StartFailure leaveScript(String database) {
        Path script = home.resolve("database-roles.sql");
        String text = "-- Made by LLMOps. Holds passwords: delete it after use.\n"
                + DatabaseRoles.role(logins.serve().user(), logins.serve().password()) + ";\n"
                + DatabaseRoles.role(logins.system().user(), logins.system().password()) + ";\n"
                + "GRANT CONNECT ON DATABASE \"" + database + "\" TO llmops_serve, llmops_system;\n";
        try {
            PrivateFiles.write(script, text);
        } catch (IOException e) {
            return StartFailure.cannotWrite(script, e);
        }
        return new StartFailure("The roles llmops_serve and llmops_system are missing in the database, and the user "
                + logins.owner().user() + " may not create them. Let an administrator of the server run"
                + "  psql --file=" + script + "  and start again.");
    }

    private static SQLException refused(SQLException e) {
        if (isRefusal(e) || SqlStates.INVALID_URL.equals(e.getSQLState())) {
            throw new StartFailure("The database refuses llmops.database.url, .user or .password: " + e.getMessage());
        }
        return e;
    }
}
