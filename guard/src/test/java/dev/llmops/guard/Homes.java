// SPDX-License-Identifier: Apache-2.0
package dev.llmops.guard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Homes of products under test. */
final class Homes {
    private Homes() {}

    /** Removes one, also while its last files are still going away. */
    static void delete(Path home) {
        try (Stream<Path> files = Files.walk(home)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException e) {
            // somebody else was faster
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
