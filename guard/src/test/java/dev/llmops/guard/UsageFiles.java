// SPDX-License-Identifier: Apache-2.0
package dev.llmops.guard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The event store's files as they lie on disk, read once the product has stopped. */
final class UsageFiles {
    private UsageFiles() {}

    /** The id of every stored call of a service, duplicates included. */
    static List<String> callIds(Path home, String service) {
        List<String> ids = new ArrayList<>();
        try (Stream<Path> files = Files.list(home.resolve("analytics"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".duckdb")).toList()) {
                ids.addAll(read(file, service));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ids;
    }

    private static List<String> read(Path file, String service) {
        List<String> ids = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file);
                PreparedStatement query = connection.prepareStatement("SELECT call_id FROM usage WHERE service = ?")) {
            query.setString(1, service);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    ids.add(rows.getString(1));
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(file + " cannot be read", e);
        }
        return ids;
    }
}
