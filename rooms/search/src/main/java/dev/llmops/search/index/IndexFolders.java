// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** The numbered folders of indexes: one that is answered from, and while it is built anew the next. */
final class IndexFolders {
    private static final Logger LOG = Logger.getLogger(IndexFolders.class);
    private static final Pattern NAME = Pattern.compile("index-([0-9]{1,8})");

    private final Path root;
    private int last;

    IndexFolders(Path root) {
        this.root = root;
    }

    /** What is there, the latest first. */
    List<Path> latestFirst() throws IOException {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(root)) {
            List<Path> found = folders.filter(folder -> number(folder) > 0)
                    .sorted(Comparator.comparingInt(IndexFolders::number).reversed())
                    .toList();
            last = found.isEmpty() ? last : Math.max(last, number(found.getFirst()));
            return found;
        }
    }

    /** A folder that was never used, not even by an index whose folder somebody took away. */
    Path next() throws IOException {
        List<Path> present = latestFirst();
        LOG.debugf("there are %d folders of indexes", present.size());
        last++;
        return root.resolve("index-" + last);
    }

    private static int number(Path folder) {
        var matcher = NAME.matcher(folder.getFileName().toString());
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    static void delete(Path folder) {
        try {
            if (Files.isDirectory(folder)) {
                List<Path> deepestFirst;
                try (Stream<Path> files = Files.walk(folder)) {
                    deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
                }
                for (Path file : deepestFirst) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException | java.io.UncheckedIOException e) {
            LOG.warnf("%s could not be deleted: %s", folder, e);
        }
    }
}
