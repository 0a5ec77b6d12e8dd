// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.sql;

import dev.llmops.platform.home.StartFailure;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs, unpacked once per version from the archive that lies on the class path. */
record PostgresBinaries(Path directory) {
    /** Equals the version of the binaries' artifact; a test holds the two together. */
    static final String VERSION = "18.6.0";

    /** The first line of a data directory's PG_VERSION that these programs can read. */
    static final String MAJOR = VERSION.substring(0, VERSION.indexOf('.'));

    /** Unpacks below a directory unless that happened before; two processes may do it at the same time. */
    static PostgresBinaries in(Path parent) {
        Path directory = parent.resolve("bin-" + VERSION);
        if (!Files.exists(directory)) {
            try {
                unpack(parent, directory);
            } catch (IOException e) {
                throw StartFailure.cannotWrite(directory, e);
            }
        }
        return new PostgresBinaries(directory);
    }

    String program(String name) {
        return directory.resolve("bin").resolve(name).toString();
    }

    private static void unpack(Path parent, Path directory) throws IOException {
        Files.createDirectories(parent);
        Path draft = Files.createTempDirectory(parent, ".unpack");
        try {
            try (InputStream archive = archive()) {
                Tar.unpack(
                        new XZInputStream(new BufferedInputStream(archive, 1 << 16)), draft, PostgresBinaries::needed);
            }
            Files.move(draft, directory);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            if (!Files.exists(directory)) {
                throw e;
            }
        } finally {
            deleteTree(draft);
        }
    }

    private static boolean needed(String name) {
        return !name.endsWith(".a") && !name.contains("/pkgconfig/");
    }

    private static InputStream archive() {
        String machine = System.getProperty("os.arch");
        String name = machine.equals("aarch64") ? "postgres-linux-arm_64.txz" : "postgres-linux-x86_64.txz";
        InputStream archive = PostgresBinaries.class.getClassLoader().getResourceAsStream(name);
        if (archive == null) {
            throw new StartFailure("There is no built-in PostgreSQL for this machine (" + machine + "). Set"
                    + " llmops.database.url, llmops.database.user and llmops.database.password to use a PostgreSQL"
                    + " server of yours, version 16 or newer.");
        }
        return archive;
    }

    static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
