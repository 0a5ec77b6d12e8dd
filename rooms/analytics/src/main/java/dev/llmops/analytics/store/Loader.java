// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.store;

import dev.llmops.analytics.log.LaneReader;
import dev.llmops.analytics.log.LocalIngestLog;
import dev.llmops.analytics.log.LogLane;
import dev.llmops.analytics.log.LogRetention;
import dev.llmops.contracts.analytics.UsageRecord;
import dev.llmops.contracts.costops.Pricing;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.platform.home.ThreadPriority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Follows all lanes and stores what it finds, each record exactly once: a day file keeps its own position per lane in
 * the same transaction as its rows. Everything else it knows it can forget: after any failure it opens the store
 * anew and goes on from its checkpoint, as after a restart.
 */
public final class Loader {
    private static final Logger LOG = Logger.getLogger(Loader.class);
    private static final long POLL_NANOS = Duration.ofMillis(250).toNanos();
    private static final Duration MAINTAIN_EVERY = Duration.ofMinutes(1);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(20);
    /** Rows that come from no record: their ids alone keep them single. */
    private static final String NO_LANE = "";

    private final LocalIngestLog log;
    private final Pricing pricing;
    private final Path folder;
    private final StoreSettings settings;
    private final Clock clock;
    private final Checkpoint checkpoint;
    private final LogRetention retention;
    private final OpenCalls open = new OpenCalls();
    private final Map<String, LaneReader> readers = new HashMap<>();
    private final LoadBatch batch;
    private final AtomicInteger waiting = new AtomicInteger();
    private final LoaderFigures figures = new LoaderFigures();

    private volatile boolean running;
    private volatile @Nullable EventStore store;
    private @Nullable DayWriter writer;
    private @Nullable Thread thread;
    private Map<String, Checkpoint.Place> places = Map.of();
    private long flushedAtNanos;
    private long maintainedAtNanos;

    public Loader(LocalIngestLog log, Pricing pricing, Path folder, StoreSettings settings, Clock clock) {
        this.log = log;
        this.pricing = pricing;
        this.folder = folder;
        this.settings = settings;
        this.clock = clock;
        this.checkpoint = new Checkpoint(folder.resolve("checkpoint"));
        this.batch = new LoadBatch(open, pricing);
        this.retention = new LogRetention(log, clock);
    }

    public void start() throws IOException, SQLException {
        Files.createDirectories(folder);
        openStore();
        running = true;
        Thread loading = Thread.ofPlatform().daemon().name("analytics-loader").start(this::loadUntilStopped);
        thread = loading;
        log.afterSync(() -> LockSupport.unpark(loading));
    }

    private void openStore() throws IOException, SQLException {
        EventStore opened = EventStore.open(folder, settings, clock, this::forgetCheckpoint);
        writer = new DayWriter(opened);
        store = opened;
        open.clear();
        places = checkpoint.read();
        for (LogLane lane : log.lanes()) {
            Checkpoint.Place place = placeOf(lane);
            lane.loaded(place.loaded(), place.needed());
        }
    }

    private Checkpoint.Place placeOf(LogLane lane) {
        long first = lane.segments().getFirst().firstOffset();
        Checkpoint.Place known = places.getOrDefault(lane.name(), new Checkpoint.Place(first, first));
        return new Checkpoint.Place(Math.max(first, known.loaded()), Math.max(first, known.needed()));
    }

    /** Before a damaged day file is replaced: from now on the log is to be read from its start, whatever happens. */
    private void forgetCheckpoint() {
        checkpoint.forget();
    }

    private void loadUntilStopped() {
        ThreadPriority.low();
        long stopBy = Long.MAX_VALUE;
        while (true) {
            boolean stopping = !running;
            if (stopping && stopBy == Long.MAX_VALUE) {
                stopBy = System.nanoTime() + STOP_WITHIN.toNanos() / 2;
            }
            boolean more = loadOrRecover();
            if (stopping && (!more || System.nanoTime() > stopBy)) {
                break;
            }
            if (!more) {
                pause();
            }
        }
        closeStore();
    }

    private boolean loadOrRecover() {
        try {
            EventStore current = store;
            if (current == null || current.files().rebuildNeeded()) {
                closeStore();
                openStore();
            }
            boolean more = loadOnce();
            maintain();
            figures.loadedUpTo(clock.instant(), log.unread() == 0);
            return more;
        } catch (IOException | SQLException | RuntimeException e) {
            figures.failed();
            LOG.errorf(e, "analytics: loading failed; it goes on from the checkpoint");
            closeStore();
            LockSupport.parkNanos(POLL_NANOS);
            return false;
        }
    }

    /** @return whether there is more to read at once */
    private boolean loadOnce() throws IOException, SQLException {
        batch.clear();
        boolean more = false;
        for (LogLane lane : log.lanes()) {
            LaneReader reader = readers.computeIfAbsent(
                    lane.name(), name -> new LaneReader(lane, placeOf(lane).needed()));
            more |= read(lane, reader);
        }
        if (!batch.positions().isEmpty()) {
            store(batch);
        }
        return more;
    }

    private boolean read(LogLane lane, LaneReader reader) throws IOException {
        long limit = lane.synced();
        long[] start = {reader.offset()};
        batch.from(lane.name());
        long moved = reader.read(limit, settings.batchBytes(), (payload, end) -> {
            batch.take(payload, start[0], end);
            start[0] = end;
            figures.read(payload.limit());
        });
        if (moved > 0) {
            batch.readUpTo(lane.name(), reader.offset());
        }
        return reader.offset() < limit && moved > 0;
    }

    private void store(LoadBatch read) throws IOException, SQLException {
        DayWriter target = writer;
        if (target == null) {
            throw new SQLException("the event store is not open");
        }
        figures.unreadable(read.unreadable());
        for (Map.Entry<LocalDate, LoadBatch.Day> day : read.days().entrySet()) {
            figures.stored(target.write(day.getKey(), day.getValue(), read.lanes(), read.positions()));
        }
        Map<String, Checkpoint.Place> next = new HashMap<>(places);
        for (LogLane lane : log.lanes()) {
            long loaded =
                    read.positions().getOrDefault(lane.name(), placeOf(lane).loaded());
            Checkpoint.Place place = new Checkpoint.Place(loaded, open.neededFrom(lane.name(), loaded));
            next.put(lane.name(), place);
            lane.loaded(place.loaded(), place.needed());
        }
        places = next;
        checkpoint.write(next);
        flushedAtNanos = System.nanoTime();
    }

    /** Stores calls that nobody will close any more, and drops old segments. */
    private void maintain() throws IOException, SQLException {
        if (System.nanoTime() - maintainedAtNanos < MAINTAIN_EVERY.toNanos() && maintainedAtNanos != 0) {
            return;
        }
        maintainedAtNanos = System.nanoTime();
        LoadBatch abandoned = new LoadBatch(open, pricing);
        abandoned.from(NO_LANE);
        for (UsageRecord call : open.takeStartedBefore(clock.instant().minus(settings.longestCall()))) {
            LOG.warnf("analytics: call %s was never closed; stored as aborted with its estimate", call.callId());
            abandoned.take(call, Long.MAX_VALUE);
        }
        if (!abandoned.days().isEmpty()) {
            store(abandoned);
        }
        retention.drop();
    }

    /** Waits for records, but lets a few gather: a commit costs an fsync. */
    private void pause() {
        long gatherUntil = flushedAtNanos + settings.flushEvery().toNanos();
        LockSupport.parkNanos(this, waiting.get() > 0 ? 1_000_000 : POLL_NANOS);
        while (running && waiting.get() == 0 && System.nanoTime() - gatherUntil < 0) {
            LockSupport.parkNanos(this, gatherUntil - System.nanoTime());
        }
    }

    /** Waits until everything that stood in the log at the call is stored; refuses with {@code unavailable} if it takes too long. */
    public void awaitLoaded(Duration atMost) {
        Map<LogLane, Long> targets = new HashMap<>();
        log.lanes().forEach(lane -> targets.put(lane, lane.written()));
        long end = System.nanoTime() + atMost.toNanos();
        waiting.incrementAndGet();
        try {
            while (targets.entrySet().stream().anyMatch(lane -> lane.getKey().loaded() < lane.getValue())) {
                if (System.nanoTime() - end > 0) {
                    throw new Problem(
                            ErrorCode.UNAVAILABLE,
                            "The calls in the log could not be stored within " + atMost.toSeconds() + " s",
                            Duration.ofSeconds(5));
                }
                LockSupport.unpark(thread);
                LockSupport.parkNanos(2_000_000);
            }
        } finally {
            waiting.decrementAndGet();
        }
    }

    /** The store; refuses with {@code unavailable} while it is being opened. */
    public EventStore store() {
        EventStore current = store;
        if (current == null) {
            throw new Problem(
                    ErrorCode.UNAVAILABLE, "The event store is not open; try again shortly", Duration.ofSeconds(2));
        }
        return current;
    }

    public boolean ready() {
        return running && store != null;
    }

    public LoaderFigures figures() {
        return figures;
    }

    int openCalls() {
        return open.size();
    }

    private void closeStore() {
        EventStore closing = store;
        store = null;
        try {
            for (LaneReader reader : readers.values()) {
                reader.close();
            }
            readers.clear();
            if (writer != null) {
                writer.close();
            }
            writer = null;
            if (closing != null) {
                closing.close();
            }
        } catch (IOException | SQLException e) {
            LOG.warnf(e, "analytics: the event store could not be closed cleanly");
        }
    }

    /** Loads what is left and closes the store. The log is closed before. */
    public void stop() {
        running = false;
        Thread loading = thread;
        if (loading != null) {
            LockSupport.unpark(loading);
            try {
                loading.join(STOP_WITHIN);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
