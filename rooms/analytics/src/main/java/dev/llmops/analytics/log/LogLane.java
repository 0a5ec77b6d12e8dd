// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.log;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.llmops.contracts.analytics.IngestLog;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * One writer's file series. The writing thread shares nothing but three volatile fields with the syncing thread: where
 * the written bytes end, which file is current, and whether a write failed.
 */
public final class LogLane implements IngestLog.Lane {
    private static final Logger LOG = Logger.getLogger(LogLane.class);

    private final String name;
    private final Path folder;
    private final LocalIngestLog log;
    private final ByteBuffer frame = ByteBuffer.allocateDirect(Frame.MAX_BYTES);
    private final ByteBuffer staged = ByteBuffer.allocateDirect(IngestLog.MAX_STAGED_BYTES);
    private final CopyOnWriteArrayList<Segment> segments;
    private final ConcurrentLinkedQueue<FileChannel> retired = new ConcurrentLinkedQueue<>();
    private final long recoveredEnd;

    /** Touched by the writing thread only. */
    private Segment segment;

    private long segmentBytes;

    private volatile FileChannel current;
    private volatile long written;
    private volatile long synced = -1;
    private volatile boolean failed;
    /** Below it everything is stored; moved by the loader's thread, like the next two. */
    private volatile long loaded;
    /** The oldest record a reader may still need: an open call's, else {@code loaded}. */
    private volatile long needed;

    private volatile long furthestLoaded;

    private LogLane(String name, Path folder, LocalIngestLog log, LaneRecovery.Recovered recovered) throws IOException {
        this.name = name;
        this.folder = folder;
        this.log = log;
        this.segments = new CopyOnWriteArrayList<>(recovered.segments());
        this.segment = segments.getLast();
        this.segmentBytes = segment.bytes();
        this.current = FileChannel.open(segment.path(), READ, WRITE, CREATE);
        this.current.position(segmentBytes);
        this.written = segment.firstOffset() + segmentBytes;
        this.recoveredEnd = written;
        this.loaded = segments.getFirst().firstOffset();
        this.needed = loaded;
        this.furthestLoaded = loaded;
    }

    /** Recovers what an earlier process left and makes it durable, so that readers may take it for stored. */
    static LogLane open(String name, Path folder, LocalIngestLog log) throws IOException {
        Files.createDirectories(folder);
        LogLane lane = new LogLane(name, folder, log, new LaneRecovery(name, folder, log).recover());
        lane.sync();
        LaneRecovery.syncFolder(folder);
        return lane;
    }

    @Override
    public void append(ByteBuffer payload) {
        frame.clear();
        Frame.put(frame, payload);
        write(frame.flip());
    }

    @Override
    public void stage(ByteBuffer payload) {
        Frame.put(staged, payload);
    }

    @Override
    public void writeStaged() {
        if (staged.position() > 0) {
            try {
                write(staged.flip());
            } finally {
                staged.clear();
            }
        }
    }

    private void write(ByteBuffer frames) {
        makeRoom(frames.remaining());
        long before = segmentBytes;
        try {
            writeAll(frames);
        } catch (IOException e) {
            throw undo(before, e);
        }
        written = segment.firstOffset() + segmentBytes;
    }

    /** Appends all or none of the records; readers see them together. */
    void appendAll(List<ByteBuffer> payloads, int frameBytes) {
        makeRoom(frameBytes);
        long before = segmentBytes;
        try {
            frame.clear();
            for (ByteBuffer payload : payloads) {
                if (frame.remaining() < Frame.HEADER_BYTES + payload.remaining()) {
                    writeAll(frame.flip());
                    frame.clear();
                }
                Frame.put(frame, payload);
            }
            writeAll(frame.flip());
        } catch (IOException e) {
            throw undo(before, e);
        }
        written = segment.firstOffset() + segmentBytes;
    }

    private void writeAll(ByteBuffer frames) throws IOException {
        while (frames.hasRemaining()) {
            segmentBytes += current.write(frames);
        }
    }

    private void makeRoom(int bytes) {
        if (segmentBytes > 0 && segmentBytes + bytes > log.settings().segmentBytes()) {
            try {
                rotate();
            } catch (IOException e) {
                throw refusal(e);
            }
        }
    }

    private void rotate() throws IOException {
        Segment next = Segment.of(folder, segment.firstOffset() + segmentBytes);
        FileChannel channel = FileChannel.open(next.path(), READ, WRITE, CREATE);
        retired.add(current);
        segments.add(next);
        segment = next;
        segmentBytes = 0;
        current = channel;
    }

    /** Takes a half-written record back, so that the next one follows a whole one. */
    private Problem undo(long before, IOException cause) {
        try {
            if (!current.isOpen()) {
                current = FileChannel.open(segment.path(), READ, WRITE);
            }
            current.truncate(before).position(before);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
        segmentBytes = before;
        return refusal(cause);
    }

    private Problem refusal(IOException cause) {
        failed = true;
        LOG.errorf(cause, "ingest log: lane %s cannot be written", name);
        return new Problem(
                ErrorCode.STORAGE_FULL,
                "The ingest log cannot be written; free space on the disk that holds the home directory",
                LocalIngestLog.RETRY_AFTER);
    }

    @Override
    public boolean accepting() {
        return !failed && log.accepting() && unread() < log.settings().maxUnreadBytes();
    }

    @Override
    public void replayTail(Consumer<ByteBuffer> reader) {
        try (LaneReader tail = new LaneReader(this, needed)) {
            while (tail.offset() < recoveredEnd
                    && tail.read(recoveredEnd, Integer.MAX_VALUE, (payload, end) -> reader.accept(payload)) > 0) {
                // one buffer at a time
            }
        } catch (IOException e) {
            throw new UncheckedIOException("ingest log: lane " + name + " cannot be read", e);
        }
    }

    /** Makes everything written before the call durable. Called by one thread at a time. */
    boolean sync() throws IOException {
        long end = written;
        if (end == synced) {
            return false;
        }
        FileChannel newest = current;
        boolean rotated = false;
        for (FileChannel channel = retired.poll(); channel != null; channel = retired.poll()) {
            channel.force(false);
            channel.close();
            rotated = true;
        }
        if (newest.isOpen()) {
            newest.force(false);
        }
        if (rotated) {
            LaneRecovery.syncFolder(folder);
        }
        boolean moved = end > synced;
        synced = end;
        return moved;
    }

    /** A disk that was full may have room again. */
    void retry() {
        failed = false;
    }

    void close() throws IOException {
        sync();
        current.close();
    }

    /** Tells how far the loader is; it goes back when a day is loaded again. */
    public void loaded(long upTo, long stillNeeded) {
        loaded = upTo;
        needed = stillNeeded;
        furthestLoaded = Math.max(furthestLoaded, upTo);
    }

    public long loaded() {
        return loaded;
    }

    void dropped(Segment old) {
        segments.remove(old);
    }

    public String name() {
        return name;
    }

    public List<Segment> segments() {
        return segments;
    }

    LocalIngestLog log() {
        return log;
    }

    public long written() {
        return written;
    }

    public long synced() {
        return synced;
    }

    long unread() {
        return Math.max(0, written - furthestLoaded);
    }

    long needed() {
        return needed;
    }
}
