// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** The roles of the product: none is a superuser, none passes row-level security by. */
final class DatabaseRoles {
    private DatabaseRoles() {}

    static void create(Connection admin, PostgresPasswords passwords) throws SQLException {
        execute(admin, role("llmops_owner", passwords.owner()));
        execute(admin, role("llmops_serve", passwords.serve()));
        execute(admin, role("llmops_system", passwords.system()));
    }

    /** Makes the role, or gives an existing one this password. */
    static String role(String name, String password) {
        String traits = "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD '" + password + "'";
        return """
                DO $$ BEGIN
                    IF EXISTS (SELECT FROM pg_roles WHERE rolname = '%1$s') THEN
                        ALTER ROLE %1$s LOGIN PASSWORD '%3$s';
                    ELSE
                        CREATE ROLE %1$s %2$s;
                    END IF;
                END $$""".formatted(name, traits, password);
    }

    static void createDatabase(Connection admin, String name) throws SQLException {
        try (var found =
                admin.createStatement().executeQuery("SELECT FROM pg_database WHERE datname = '" + name + "'")) {
            if (found.next()) {
                return;
            }
        }
        execute(admin, "CREATE DATABASE " + name + " OWNER llmops_owner");
        execute(admin, "REVOKE ALL ON DATABASE " + name + " FROM PUBLIC");
        execute(admin, "GRANT CONNECT ON DATABASE " + name + " TO llmops_serve, llmops_system");
    }

    static void dropDatabase(Connection admin, String name) throws SQLException {
        execute(admin, "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    }

    private static void execute(Connection admin, String sql) throws SQLException {
        try (Statement statement = admin.createStatement()) {
            statement.execute(sql);
        }
    }
}
