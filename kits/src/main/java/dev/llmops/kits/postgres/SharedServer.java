// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kits.postgres;

import dev.llmops.platform.sql.EmbeddedPostgres;
import dev.llmops.platform.sql.PostgresSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The one server of a test JVM. It ends with the JVM; what a killed JVM left is swept by the next. The programs are
 * kept between runs. It does not wait for the disk: no test here pulls the plug.
 */
final class SharedServer {
    private static final String PREFIX = "llmops-kit-";
    private static final Path TEMP = Path.of(System.getProperty("java.io.tmpdir"));
    private static final Path BINARIES = Path.of(System.getProperty("user.home"), ".cache", "llmops");
    private static final Map<String, String> QUICK =
            Map.of("fsync", "off", "full_page_writes", "off", "max_connections", "120");

    private static final EmbeddedPostgres SERVER = start();

    private SharedServer() {}

    static EmbeddedPostgres instance() {
        return SERVER;
    }

    private static EmbeddedPostgres start() {
        Path directory = TEMP.resolve(PREFIX + ProcessHandle.current().pid());
        try {
            sweep();
            Files.createDirectories(BINARIES);
            EmbeddedPostgres server = EmbeddedPostgres.start(new PostgresSettings(directory, BINARIES, QUICK));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                server.close();
                delete(directory);
            }));
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void sweep() throws IOException {
        try (Stream<Path> found = Files.list(TEMP)) {
            for (Path directory : found.filter(SharedServer::abandoned).toList()) {
                stopServerOf(directory.resolve("data"));
                delete(directory);
            }
        }
    }

    private static boolean abandoned(Path directory) {
        String name = String.valueOf(directory.getFileName());
        return name.matches(PREFIX + "\\d+")
                && ProcessHandle.of(Long.parseLong(name.substring(PREFIX.length())))
                        .isEmpty();
    }

    private static void stopServerOf(Path data) throws IOException {
        Path file = data.resolve("postmaster.pid");
        if (Files.exists(file)) {
            List<String> lines = Files.readAllLines(file);
            ProcessHandle.of(Long.parseLong(lines.getFirst().strip()))
                    .filter(process -> process.info()
                            .commandLine()
                            .filter(command -> command.contains(data.toString()))
                            .isPresent())
                    .ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            System.err.println(directory + " stays behind: " + e.getMessage());
        }
    }
}
