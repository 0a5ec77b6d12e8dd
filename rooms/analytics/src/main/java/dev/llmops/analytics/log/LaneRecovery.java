// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.log;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Brings a lane that a killed process left into order: the torn tail of its last file goes to quarantine and is cut
 * off. The lane then goes on in a new file whose offsets lie beyond the cut bytes, so that no offset is ever used twice
 * and no position stored elsewhere can hide a later record.
 */
final class LaneRecovery {
    private static final Logger LOG = Logger.getLogger(LaneRecovery.class);

    private final String lane;
    private final Path folder;
    private final LocalIngestLog log;

    LaneRecovery(String lane, Path folder, LocalIngestLog log) {
        this.lane = lane;
        this.folder = folder;
        this.log = log;
    }

    /** @param segments at least one, oldest first; the last is the one to go on with */
    record Recovered(List<Segment> segments) {}

    Recovered recover() throws IOException {
        List<Segment> segments = new ArrayList<>(Segment.list(folder));
        if (segments.isEmpty()) {
            segments.add(create(log.freshOffset()));
            return new Recovered(segments);
        }
        Segment last = segments.getLast();
        long bytes = last.bytes();
        long whole = wholeBytes(last);
        if (whole < bytes) {
            segments.add(create(last.firstOffset() + bytes));
            log.quarantine().keep(lane, last, whole, bytes);
            LOG.warnf(
                    "ingest log: lane %s ended in %d bytes that are no whole record (offset %d); cut off",
                    lane, bytes - whole, last.firstOffset() + whole);
            try (FileChannel channel = FileChannel.open(last.path(), WRITE)) {
                channel.truncate(whole);
                channel.force(true);
            }
        }
        return new Recovered(segments);
    }

    private Segment create(long firstOffset) throws IOException {
        Segment segment = Segment.of(folder, firstOffset);
        Files.createFile(segment.path());
        syncFolder(folder);
        return segment;
    }

    private static long wholeBytes(Segment segment) throws IOException {
        try (FrameScanner scanner = new FrameScanner(segment.path(), 0)) {
            while (scanner.next(Long.MAX_VALUE) == FrameScanner.Found.RECORD) {
                // goes on to the first place that is no record
            }
            return scanner.position();
        }
    }

    static void syncFolder(Path folder) throws IOException {
        try (FileChannel directory = FileChannel.open(folder, READ)) {
            directory.force(true);
        }
    }
}
