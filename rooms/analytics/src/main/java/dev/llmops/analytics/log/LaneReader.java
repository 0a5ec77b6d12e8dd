// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Follows a lane from an offset, through its files. A place that is no record is set aside with the rest of its file
 * and reported; reading goes on with the next file.
 */
public final class LaneReader implements Closeable {
    private static final Logger LOG = Logger.getLogger(LaneReader.class);

    private final LogLane lane;
    private long offset;
    private @Nullable Segment segment;
    private @Nullable FrameScanner scanner;

    public LaneReader(LogLane lane, long from) {
        this.lane = lane;
        this.offset = from;
    }

    /** Takes one record and the offset at which it ends. */
    @FunctionalInterface
    public interface Sink {
        void accept(ByteBuffer payload, long endOffset) throws IOException;
    }

    /**
     * Reads whole records below an offset.
     *
     * @param maxBytes stops after about so many
     * @return the bytes it moved on by, gaps included; 0 when there is nothing more
     */
    public long read(long limit, long maxBytes, Sink sink) throws IOException {
        long start = offset;
        while (offset < limit && offset - start < maxBytes) {
            FrameScanner source = scanner;
            Segment file = segment;
            if (source == null || file == null) {
                if (!openAt(limit)) {
                    break;
                }
                continue;
            }
            FrameScanner.Found found = source.next(limit - file.firstOffset());
            if (found == FrameScanner.Found.RECORD) {
                offset = file.firstOffset() + source.position();
                sink.accept(source.payload(), offset);
            } else if (!leave(file, source, found, limit)) {
                break;
            }
        }
        return offset - start;
    }

    /** At a place with no whole record: whether reading can go on elsewhere. */
    private boolean leave(Segment file, FrameScanner source, FrameScanner.Found found, long limit) throws IOException {
        Segment next = after(file);
        long end = next == null ? limit : Math.min(limit, next.firstOffset());
        long whole = source.position();
        long bytes = Math.min(file.bytes(), end - file.firstOffset());
        if (whole < bytes) {
            lane.log().quarantine().keep(lane.name(), file, whole, bytes);
            LOG.errorf(
                    "ingest log: lane %s has %d unreadable bytes at offset %d (%s); they are in quarantine",
                    lane.name(), bytes - whole, file.firstOffset() + whole, found);
        } else if (next == null) {
            return false;
        }
        offset = end;
        release();
        return true;
    }

    private boolean openAt(long limit) throws IOException {
        List<Segment> segments = lane.segments();
        for (int i = segments.size() - 1; i >= 0; i--) {
            Segment candidate = segments.get(i);
            if (candidate.firstOffset() <= offset || i == 0) {
                if (candidate.firstOffset() >= limit) {
                    return false;
                }
                offset = Math.max(offset, candidate.firstOffset());
                segment = candidate;
                scanner = new FrameScanner(candidate.path(), offset - candidate.firstOffset());
                return true;
            }
        }
        return false;
    }

    private @Nullable Segment after(Segment file) {
        for (Segment candidate : lane.segments()) {
            if (candidate.firstOffset() > file.firstOffset()) {
                return candidate;
            }
        }
        return null;
    }

    private void release() throws IOException {
        if (scanner != null) {
            scanner.close();
        }
        scanner = null;
        segment = null;
    }

    public long offset() {
        return offset;
    }

    @Override
    public void close() throws IOException {
        release();
    }
}
