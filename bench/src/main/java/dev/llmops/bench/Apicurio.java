// SPDX-License-Identifier: Apache-2.0
package dev.llmops.bench;

import dev.llmops.kits.product.Product;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Apicurio Registry as it is distributed, storing in a database of its own on the server that the product runs. It
 * authenticates nobody and its access log is off, both in its favour.
 */
final class Apicurio implements AutoCloseable {
    static final String VERSION = "3.3.3";
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Process process;
    private final int port;
    private final Path log;

    private Apicurio(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /** The distribution, where the launcher could fetch it. */
    static Optional<Path> distribution() {
        Path file = Product.root().resolve(".tools/peers/apicurio-registry-app-" + VERSION + "-all.tar.gz");
        return Files.exists(file) ? Optional.of(file) : Optional.empty();
    }

    static Apicurio start(Path folder, Path distribution, PeerDatabase database) {
        try {
            Path home = Files.createDirectories(folder.resolve("apicurio"));
            run(List.of("tar", "-xzf", distribution.toString(), "-C", home.toString()));
            int port = Product.freePort();
            Path log = folder.resolve("apicurio.log");
            ProcessBuilder builder = new ProcessBuilder(List.of(
                            System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                            "-jar",
                            home.resolve("quarkus-run.jar").toString()))
                    .directory(home.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment()
                    .putAll(Map.of(
                            "QUARKUS_HTTP_HOST",
                            "127.0.0.1",
                            "QUARKUS_HTTP_PORT",
                            "" + port,
                            "QUARKUS_MANAGEMENT_PORT",
                            "" + Product.freePort(),
                            "QUARKUS_HTTP_ACCESS_LOG_ENABLED",
                            "false",
                            "APICURIO_STORAGE_KIND",
                            "sql",
                            "APICURIO_STORAGE_SQL_KIND",
                            "postgresql",
                            "APICURIO_DATASOURCE_URL",
                            database.url(),
                            "APICURIO_DATASOURCE_USERNAME",
                            database.user(),
                            "APICURIO_DATASOURCE_PASSWORD",
                            database.password()));
            // The built-in server takes 40 connections in all; the product has its share of them.
            builder.environment().put("APICURIO_DATASOURCE_JDBC_INITIAL_SIZE", "8");
            builder.environment().put("APICURIO_DATASOURCE_JDBC_MIN_SIZE", "8");
            builder.environment().put("APICURIO_DATASOURCE_JDBC_MAX_SIZE", "20");
            Apicurio apicurio = new Apicurio(builder.start(), port, log);
            apicurio.awaitReady();
            return apicurio;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitReady() throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        HttpProbe probe = new HttpProbe("http://127.0.0.1:" + port);
        while (!probe.answers("/apis/registry/v3/system/info")) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                process.destroyForcibly();
                List<String> lines = Files.readAllLines(log);
                throw new IllegalStateException("Apicurio Registry does not start:\n"
                        + String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size())));
            }
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }

    private static void run(List<String> command) throws IOException {
        try {
            if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
                throw new IllegalStateException(command.getFirst() + " failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    int port() {
        return port;
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
