// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.log;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** Deletes segments that were loaded and are older than the log is kept, or that exceed the room it may take. */
public final class LogRetention {
    private final LocalIngestLog log;
    private final Clock clock;

    public LogRetention(LocalIngestLog log, Clock clock) {
        this.log = log;
        this.clock = clock;
    }

    public void drop() throws IOException {
        long total = 0;
        for (LogLane lane : log.lanes()) {
            for (Segment segment : lane.segments()) {
                total += segment.bytes();
            }
        }
        Instant keepFrom = clock.instant().minus(log.settings().keep());
        for (LogLane lane : log.lanes()) {
            total -= drop(lane, keepFrom, total);
        }
    }

    private long drop(LogLane lane, Instant keepFrom, long total) throws IOException {
        long dropped = 0;
        List<Segment> segments = List.copyOf(lane.segments());
        for (int i = 0; i + 1 < segments.size(); i++) {
            Segment segment = segments.get(i);
            boolean loaded = segments.get(i + 1).firstOffset() <= lane.needed();
            boolean old = Files.getLastModifiedTime(segment.path()).toInstant().isBefore(keepFrom);
            if (!loaded || !(old || total - dropped > log.settings().maxKeptBytes())) {
                break;
            }
            dropped += segment.bytes();
            lane.dropped(segment);
            Files.deleteIfExists(segment.path());
        }
        return dropped;
    }
}
