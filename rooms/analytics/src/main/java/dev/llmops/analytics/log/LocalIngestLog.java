// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.log;

import dev.llmops.contracts.analytics.IngestLog;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The ingest log on the local disk: a folder per lane under {@code <home>/ingest}, one thread that makes all lanes
 * durable, and one lane of its own for what is appended through the door without a lane.
 */
public final class LocalIngestLog implements IngestLog {
    static final Duration RETRY_AFTER = Duration.ofSeconds(5);
    static final String SHARED_LANE = "shared";

    private static final Logger LOG = Logger.getLogger(LocalIngestLog.class);
    private static final long CHECK_SPACE_NANOS = Duration.ofSeconds(1).toNanos();

    private final Clock clock;
    private final Path folder;
    private final LogSettings settings;
    private final Quarantine quarantine;
    private final Map<String, LogLane> lanes = new ConcurrentHashMap<>();

    private volatile boolean accepting;
    private volatile boolean running;
    private volatile long freeBytes = Long.MAX_VALUE;
    private volatile Runnable afterSync = () -> {};
    private @Nullable Thread syncing;
    private @Nullable GroupCommit group;
    private long spaceCheckedAt;

    public LocalIngestLog(Path folder, LogSettings settings, Clock clock) {
        this.clock = clock;
        this.folder = folder;
        this.settings = settings;
        this.quarantine = new Quarantine(folder.resolve("quarantine"));
    }

    /** Recovers the lanes that are there and begins to take records. */
    public synchronized void open() throws IOException {
        Files.createDirectories(folder);
        for (Path lane : laneFolders()) {
            String name = lane.getFileName().toString();
            lanes.put(name, LogLane.open(name, lane, this));
        }
        running = true;
        checkSpace();
        syncing = Thread.ofPlatform().daemon().name("ingest-sync").start(this::syncUntilClosed);
        group = GroupCommit.start(laneNamed(SHARED_LANE), () -> afterSync.run());
    }

    private List<Path> laneFolders() throws IOException {
        try (Stream<Path> folders = Files.list(folder)) {
            return folders.filter(Files::isDirectory)
                    .filter(lane -> !lane.getFileName().toString().equals("quarantine"))
                    .toList();
        }
    }

    @Override
    public Lane lane(String name) {
        if (!name.matches("[a-z0-9-]{1,64}") || name.equals(SHARED_LANE) || name.equals("quarantine")) {
            throw new IllegalArgumentException(
                    "lane: '" + name + "' (expected: [a-z0-9-]+, not " + SHARED_LANE + " or quarantine)");
        }
        return laneNamed(name);
    }

    private LogLane laneNamed(String name) {
        requireOpen();
        return lanes.computeIfAbsent(name, missing -> {
            try {
                return LogLane.open(missing, folder.resolve(missing), this);
            } catch (IOException e) {
                throw new UncheckedIOException("ingest log: lane " + missing + " cannot be opened", e);
            }
        });
    }

    @Override
    public CompletionStage<Void> append(Iterable<ByteBuffer> records) {
        requireOpen();
        GroupCommit committing = group;
        if (committing == null) {
            throw notOpen();
        }
        return committing.append(records);
    }

    private void requireOpen() {
        if (!running) {
            throw notOpen();
        }
    }

    private static Problem notOpen() {
        return new Problem(ErrorCode.UNAVAILABLE, "The ingest log is not open; try again shortly", RETRY_AFTER);
    }

    private void syncUntilClosed() {
        while (running) {
            LockSupport.parkNanos(settings.syncEvery().toNanos());
            boolean moved = false;
            for (LogLane lane : lanes.values()) {
                moved |= syncOne(lane);
            }
            measure();
            if (moved) {
                afterSync.run();
            }
        }
    }

    private static boolean syncOne(LogLane lane) {
        try {
            synchronized (lane) {
                return lane.sync();
            }
        } catch (IOException e) {
            LOG.errorf(e, "ingest log: lane %s could not be made durable", lane.name());
            return false;
        }
    }

    private void measure() {
        long now = System.nanoTime();
        if (now - spaceCheckedAt > CHECK_SPACE_NANOS) {
            checkSpace();
        } else {
            accepting = room();
        }
    }

    private void checkSpace() {
        spaceCheckedAt = System.nanoTime();
        try {
            FileStore disk = Files.getFileStore(folder);
            freeBytes = disk.getUsableSpace();
        } catch (IOException e) {
            LOG.warnf(e, "ingest log: the free space cannot be read");
        }
        boolean now = room();
        if (now) {
            lanes.values().forEach(LogLane::retry);
        } else if (accepting) {
            LOG.errorf("ingest log: takes nothing; %d bytes unread, %d bytes free on the disk", unread(), freeBytes);
        }
        accepting = now;
    }

    private boolean room() {
        return freeBytes >= settings.minFreeBytes() && unread() < settings.maxUnreadBytes();
    }

    /**
     * Where a lane without files begins: beyond any offset a lane of that name can have had before, should its files
     * have been removed while the store kept its positions (a lane grows by less than 1 GiB per second).
     */
    long freshOffset() {
        return clock.instant().getEpochSecond() << 30;
    }

    /** What to refuse with when {@link #accepting} is false. */
    Problem refusal() {
        return freeBytes < settings.minFreeBytes()
                ? new Problem(
                        ErrorCode.STORAGE_FULL,
                        "The disk that holds the home directory is full; free space on it",
                        RETRY_AFTER)
                : new Problem(
                        ErrorCode.OVERLOADED,
                        "More events wait to be stored than may wait; try again later",
                        RETRY_AFTER);
    }

    /** Stops taking records and makes those taken durable. */
    public synchronized void close() throws IOException {
        if (!running) {
            return;
        }
        if (group != null) {
            group.stop();
        }
        running = false;
        accepting = false;
        if (syncing != null) {
            LockSupport.unpark(syncing);
            join(syncing);
        }
        for (LogLane lane : lanes.values()) {
            synchronized (lane) {
                lane.close();
            }
        }
        afterSync.run();
    }

    static void join(Thread thread) {
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Called, on a thread that must not be held up, when more can be read. */
    public void afterSync(Runnable listener) {
        afterSync = listener;
    }

    public boolean accepting() {
        return accepting;
    }

    public long unread() {
        return lanes.values().stream().mapToLong(LogLane::unread).sum();
    }

    long freeBytes() {
        return freeBytes;
    }

    public Collection<LogLane> lanes() {
        return lanes.values();
    }

    LogSettings settings() {
        return settings;
    }

    public Quarantine quarantine() {
        return quarantine;
    }
}
