// SPDX-License-Identifier: Apache-2.0
package dev.llmops.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;

/** A database for a reference on the server that a started product runs, and how that server is set. */
record PeerDatabase(String url, String user, String password) {
    private static final String NAME = "peer";

    /** Makes it, with a role of its own. */
    static PeerDatabase create(Path home) {
        try (Connection admin = administrator(home, "postgres");
                Statement statement = admin.createStatement()) {
            statement.execute("CREATE ROLE " + NAME + " LOGIN PASSWORD 'peer'");
            statement.execute("CREATE DATABASE " + NAME + " OWNER " + NAME);
            return new PeerDatabase("jdbc:postgresql://127.0.0.1:" + port(home) + "/" + NAME, NAME, "peer");
        } catch (SQLException e) {
            throw new IllegalStateException("the reference's database cannot be made: " + e.getMessage(), e);
        }
    }

    /** {@code fsync on, synchronous_commit on}, as the server says. */
    static String durability(Path home) {
        try (Connection admin = administrator(home, "postgres");
                Statement statement = admin.createStatement()) {
            return "fsync " + show(statement, "fsync") + ", synchronous_commit "
                    + show(statement, "synchronous_commit");
        } catch (SQLException e) {
            throw new IllegalStateException("the server's settings cannot be read: " + e.getMessage(), e);
        }
    }

    private static String show(Statement statement, String setting) throws SQLException {
        try (ResultSet row = statement.executeQuery("SHOW " + setting)) {
            row.next();
            return row.getString(1);
        }
    }

    static Connection administrator(Path home, String database) throws SQLException {
        Properties passwords = new Properties();
        try (var reader = Files.newBufferedReader(home.resolve("postgres/passwords"))) {
            passwords.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port(home) + "/" + database,
                "postgres",
                passwords.getProperty("admin", ""));
    }

    private static int port(Path home) {
        return Integer.parseInt(postmaster(home).get(3).strip());
    }

    private static List<String> postmaster(Path home) {
        try {
            return Files.readAllLines(home.resolve("postgres/data/postmaster.pid"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
