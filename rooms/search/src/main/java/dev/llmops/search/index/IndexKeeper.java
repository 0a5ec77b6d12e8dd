// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search.index;

import dev.llmops.contracts.registry.Registry;
import dev.llmops.kernel.Event;
import dev.llmops.kernel.EventFeed;
import dev.llmops.kernel.EventPosition;
import dev.llmops.kernel.TenantId;
import dev.llmops.platform.home.Home;
import dev.llmops.search.meaning.Meanings;
import dev.llmops.search.meaning.VectorStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.lucene.store.AlreadyClosedException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the index at the end of the event log, and builds it anew beside itself when it is asked to, or when the index is
 * missing, damaged or of another log. One thread writes; while it builds, requests are answered from what there is.
 */
@Singleton
public final class IndexKeeper {
    private static final Logger LOG = Logger.getLogger(IndexKeeper.class);
    private static final long TICK_MILLIS = 250;
    private static final int STEPS_PER_ROUND = 20;
    /** So many at once tell of a catalogue that is being filled; the next are let gather. */
    private static final int MANY = 10;

    private static final Duration GATHERING = Duration.ofMillis(500);

    private final EventFeed feed;
    private final Clock clock;
    private final KeptIndexes indexes;
    private final VectorStore kept;
    private final MeaningFiller filler;
    private final IndexHealth health = new IndexHealth();
    private final ServedIndex served;
    private final Semaphore wake = new Semaphore(0);

    private volatile boolean rebuildAsked;
    private volatile boolean stopping;
    private @Nullable Thread thread;

    // Only the keeper's thread touches these.
    private @Nullable LogReplay current;
    private @Nullable LogReplay next;
    private @Nullable AutoCloseable subscription;
    private long pauseMillis;
    private boolean failing;
    private boolean filling;

    @Inject
    IndexKeeper(Home home, Registry registry, EventFeed feed, Meanings meanings, Clock clock) {
        this(home.resolve("search"), registry::describe, feed, meanings, clock);
    }

    /** Keeps its files in a folder of its own. */
    public IndexKeeper(Path root, AssetSource assets, EventFeed feed, Meanings meanings, Clock clock) {
        this.feed = feed;
        this.clock = clock;
        this.kept = new VectorStore(root.resolve("vectors"));
        this.indexes = new KeptIndexes(
                new IndexFolders(root), assets, text -> kept.find(AssetText.digest(meanings.model(), text)));
        this.served = new ServedIndex(feed, clock, this::wakeUp);
        this.filler = new MeaningFiller(meanings, kept, served::writable, this::wakeUp);
    }

    /** What requests ask. */
    public ServedIndex served() {
        return served;
    }

    public void start() {
        thread = Thread.ofPlatform().name("search-index").daemon().start(this::run);
        filler.start();
    }

    public void stop() {
        stopping = true;
        filler.stop();
        wakeUp();
        Thread running = thread;
        try {
            if (running != null && !running.join(Duration.ofSeconds(10))) {
                LOG.warn("the search index does not come to rest");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        kept.close();
    }

    private void wakeUp() {
        if (wake.availablePermits() == 0) {
            wake.release();
        }
    }

    /** Builds the index anew beside the present one, which answers meanwhile. Asking twice builds once. */
    public void rebuild() {
        if (!served.rebuilding()) {
            rebuildAsked = true;
        }
        wakeUp();
    }

    private void run() {
        while (!stopping) {
            try {
                boolean busy = next != null && pauseMillis == 0;
                long wait = pauseMillis > 0 ? pauseMillis : TICK_MILLIS;
                if (filling && !busy) {
                    served.rest(GATHERING);
                }
                if (!busy && wake.tryAcquire(wait, TimeUnit.MILLISECONDS)) {
                    wake.drainPermits();
                }
                round();
                pauseMillis = 0;
                failing = false;
            } catch (InterruptedException e) {
                break;
            } catch (IOException | RuntimeException e) {
                failed(e);
            }
        }
        close(current);
        close(next);
        closeSubscription();
    }

    private void failed(Exception failure) {
        if (!stopping) {
            if (!failing) {
                LOG.warnf("the search index cannot follow for now: %s", failure);
            }
            failing = true;
            pauseMillis = Math.min(10_000, Math.max(TICK_MILLIS, pauseMillis * 2));
        }
    }

    private void round() throws IOException {
        if (subscription == null) {
            subscription = feed.onWake(this::wakeUp);
        }
        if (current == null && next == null) {
            open();
        }
        check();
        LogReplay follows = current;
        if (follows != null && !follows.index().frozen()) {
            guarded(follows, this::follow);
        }
        if (rebuildAsked && next == null) {
            begin("it was asked for");
        }
        LogReplay builds = next;
        if (builds != null) {
            guarded(builds, this::build);
        }
    }

    /** One piece of work on an index that may turn out to be damaged. */
    @FunctionalInterface
    private interface Work {
        void on(LogReplay replay) throws IOException;
    }

    private void guarded(LogReplay replay, Work work) throws IOException {
        try {
            work.on(replay);
        } catch (IOException | AlreadyClosedException | UncheckedIOException e) {
            damaged(replay, "it cannot be written: " + e);
            throw e;
        }
    }

    private void open() throws IOException {
        KeptIndexes.Found found = indexes.openLatest();
        if (found == null) {
            begin("there is none");
            return;
        }
        if (!found.verified()) {
            served.suspectUnverified();
        }
        current = new LogReplay(found.index(), feed, EventPosition.START);
        served.serve(found.index());
        served.seen(List.of(), found.index().visible());
    }

    /** Begins an index beside the present one, or instead of none. */
    private void begin(String reason) throws IOException {
        served.rebuildingBegins();
        EventPosition end = feed.head();
        LOG.infof("the search index is being built: %s", reason);
        rebuildAsked = false;
        next = new LogReplay(indexes.begin(), feed, end);
    }

    private void check() throws IOException {
        LogReplay follows = current;
        if (follows == null || follows.index().frozen()) {
            return;
        }
        IndexHealth.Fault fault = health.of(follows, served::takeSuspicion);
        if (fault != null) {
            if (fault.unreadable()) {
                served.withdraw();
            }
            damaged(follows, fault.reason());
        }
    }

    /** Gives an index up. Readers keep what is still open of it until the next one stands. */
    private void damaged(LogReplay replay, String reason) throws IOException {
        replay.index().freeze();
        if (replay.equals(next)) {
            KeptIndexes.discard(replay.index());
            next = null;
            rebuildAsked = true;
        } else if (next == null) {
            rebuildAsked = true;
            begin(reason);
        }
    }

    private void follow(LogReplay replay) throws IOException {
        List<Event> events;
        int steps = 0;
        do {
            Instant before = clock.instant();
            events = replay.step();
            filling = steps > 0 || events.size() >= MANY;
            if (events.size() < LogReplay.BATCH) {
                served.caughtUp(before);
            }
            served.seen(events, replay.index().visible());
        } while (events.size() == LogReplay.BATCH && ++steps < STEPS_PER_ROUND && !stopping);
        Map<TenantId, Set<String>> filled = filler.take();
        if (!filled.isEmpty()) {
            replay.reapply(filled);
            filler.applied();
        }
    }

    private void build(LogReplay replay) throws IOException {
        Instant before = clock.instant();
        List<Event> events = replay.step();
        LogReplay old = current;
        boolean behind = old != null
                && !old.index().frozen()
                && replay.index().position().compareTo(old.index().position()) < 0;
        if (events.size() == LogReplay.BATCH || behind) {
            return;
        }
        replay.index().commit();
        current = replay;
        next = null;
        served.serve(replay.index());
        served.caughtUp(before);
        served.seen(events, replay.index().visible());
        if (old != null) {
            KeptIndexes.discard(old.index());
        }
        filler.applied();
        LOG.infof("the search index stands at %s", replay.index().position());
    }

    private static void close(@Nullable LogReplay replay) {
        if (replay != null) {
            replay.index().close();
        }
    }

    private void closeSubscription() {
        try {
            AutoCloseable open = subscription;
            if (open != null) {
                open.close();
            }
        } catch (Exception e) {
            LOG.debugf("the subscription to the event log was closed already: %s", e);
        }
    }
}
