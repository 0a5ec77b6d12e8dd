// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.log;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** Keeps bytes of the log that could not be read, for people to look at; they are never skipped without a trace. */
public final class Quarantine {
    private final Path folder;
    private final AtomicLong bytes = new AtomicLong();

    Quarantine(Path folder) {
        this.folder = folder;
    }

    /** Copies part of a segment to {@code quarantine/LANE-OFFSET.bad}. */
    void keep(String lane, Segment segment, long from, long to) throws IOException {
        Files.createDirectories(folder);
        Path target = folder.resolve(lane + "-" + (segment.firstOffset() + from) + ".bad");
        try (FileChannel source = FileChannel.open(segment.path(), READ);
                FileChannel copy = FileChannel.open(target, WRITE, CREATE, TRUNCATE_EXISTING)) {
            long position = from;
            while (position < to) {
                long moved = source.transferTo(position, to - position, copy);
                if (moved <= 0) {
                    break;
                }
                position += moved;
            }
        }
        bytes.addAndGet(to - from);
    }

    /** How many bytes were set aside since the start. */
    public long bytes() {
        return bytes.get();
    }
}
