// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.sql;

import dev.llmops.platform.home.Home;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where a built-in server lives and how it is set.
 *
 * @param directory holds the data, the log and the passwords
 * @param binaries where the programs are unpacked; shared by servers of one version
 * @param parameters on top of the product's own, which keep it durable and small
 */
public record PostgresSettings(Path directory, Path binaries, Map<String, String> parameters) {
    static final Map<String, String> PARAMETERS = Map.ofEntries(
            Map.entry("listen_addresses", "127.0.0.1"),
            Map.entry("unix_socket_directories", ""),
            Map.entry("fsync", "on"),
            Map.entry("synchronous_commit", "on"),
            Map.entry("full_page_writes", "on"),
            Map.entry("shared_buffers", "128MB"),
            Map.entry("max_connections", "40"),
            Map.entry("max_wal_size", "1GB"),
            Map.entry("jit", "off"),
            Map.entry("huge_pages", "off"),
            Map.entry("io_method", "sync"),
            Map.entry("autovacuum", "on"),
            Map.entry("autovacuum_max_workers", "2"),
            // A plan made for an empty table is kept until the table is analyzed, and tables fill within seconds.
            Map.entry("autovacuum_naptime", "10s"),
            Map.entry("max_worker_processes", "4"),
            Map.entry("max_parallel_workers_per_gather", "0"),
            Map.entry("max_logical_replication_workers", "0"),
            Map.entry("timezone", "UTC"),
            Map.entry("log_timezone", "UTC"),
            Map.entry("log_min_messages", "warning"),
            Map.entry("log_checkpoints", "off"));

    public PostgresSettings {
        parameters = Map.copyOf(parameters);
    }

    /** The server of an installation. */
    public static PostgresSettings of(Home home) {
        Path directory = home.resolve("postgres");
        return new PostgresSettings(directory, directory, Map.of());
    }
}
