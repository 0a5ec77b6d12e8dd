// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * The directory that holds all state: {@code --home}, {@code LLMOPS_HOME} or {@code ~/.llmops}. Mode 0700.
 *
 * @param path absolute
 */
public record Home(Path path) {
    /** Below this a start is refused: PostgreSQL and the ingest log must be able to write. */
    static final long MIN_FREE_BYTES = 100L << 20;

    public Home {
        path = path.toAbsolutePath().normalize();
    }

    /** The home this process was told to use: system property {@code llmops.home}, LLMOPS_HOME, else the default. */
    public static Home locate() {
        String property = System.getProperty("llmops.home");
        return at(property != null ? property : System.getenv("LLMOPS_HOME"));
    }

    static Home at(@Nullable String configured) {
        if (configured != null && !configured.isBlank()) {
            return new Home(Path.of(configured));
        }
        return new Home(Path.of(System.getProperty("user.home"), ".llmops"));
    }

    public Path resolve(String name) {
        return path.resolve(name);
    }

    /** Creates the directory when it is missing, closes it to others and refuses one that cannot be written. */
    public Home prepare() {
        return prepare(MIN_FREE_BYTES);
    }

    Home prepare(long minFreeBytes) {
        try {
            Files.createDirectories(path);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
            Path probe = Files.createTempFile(path, ".probe", null);
            Files.delete(probe);
            long free = Files.getFileStore(path).getUsableSpace();
            if (free < minFreeBytes) {
                throw new StartFailure("The disk of " + path + " has " + (free >> 20) + " MB left, and at least "
                        + (minFreeBytes >> 20) + " MB are needed. Free some space, or choose another place with"
                        + " --home DIR.");
            }
            return this;
        } catch (IOException e) {
            throw StartFailure.cannotWrite(path, e);
        }
    }
}
