// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * One file of a lane.
 *
 * @param firstOffset where its first byte stands in the lane; the file's name
 */
public record Segment(Path path, long firstOffset) {
    private static final String SUFFIX = ".log";

    static Segment of(Path folder, long firstOffset) {
        return new Segment(folder.resolve(String.format(Locale.ROOT, "%020d", firstOffset) + SUFFIX), firstOffset);
    }

    /** Those of a lane, oldest first. */
    static List<Segment> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("\\d{20}\\.log"))
                    .sorted()
                    .map(Segment::of)
                    .toList();
        }
    }

    private static Segment of(Path file) {
        String name = file.getFileName().toString();
        return new Segment(file, Long.parseLong(name.substring(0, name.length() - SUFFIX.length())));
    }

    long bytes() throws IOException {
        return Files.size(path);
    }
}
