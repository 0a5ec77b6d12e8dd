// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search.index;

import dev.llmops.contracts.registry.Registry;
import dev.llmops.contracts.search.IndexState;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Event;
import dev.llmops.kernel.EventFeed;
import dev.llmops.kernel.EventPosition;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
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
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long TICK_MILLIS = 250;
    private static final long CHECK_NANOS = 1_000_000_000L;
    private static final long VERIFIED_AT_ONCE = 256L << 20;
    private static final int STEPS_PER_ROUND = 20;
    /** So many at once tell of a catalogue that is being filled; the next are let gather. */
    private static final int MANY = 10;

    private static final Duration GATHERING = Duration.ofMillis(500);

    private final AssetSource assets;
    private final EventFeed feed;
    private final Clock clock;
    private final IndexFolders folders;
    private final VectorStore kept;
    private final MeaningFiller filler;
    private final TextVectors vectors;
    private final SeenEvents seen = new SeenEvents();
    private final Semaphore wake = new Semaphore(0);

    private volatile @Nullable AssetIndex serving;
    private volatile boolean rebuilding = true;
    private volatile boolean rebuildAsked;
    private volatile boolean suspected;
    private volatile boolean stopping;
    private volatile Instant caughtUpAt;
    private @Nullable Thread thread;

    // Only the keeper's thread touches these.
    private @Nullable LogReplay current;
    private @Nullable LogReplay next;
    private @Nullable AutoCloseable subscription;
    private long checkedNanos = System.nanoTime();
    private long pauseMillis;
    private boolean failing;
    private boolean filling;
    private boolean originChecked;

    @Inject
    IndexKeeper(Home home, Registry registry, EventFeed feed, Meanings meanings, Clock clock) {
        this(home.resolve("search"), registry::describe, feed, meanings, clock);
    }

    /** Keeps its files in a folder of its own. */
    public IndexKeeper(Path root, AssetSource assets, EventFeed feed, Meanings meanings, Clock clock) {
        this.assets = assets;
        this.feed = feed;
        this.clock = clock;
        this.folders = new IndexFolders(root);
        this.kept = new VectorStore(root.resolve("vectors"));
        this.vectors = text -> kept.find(AssetText.digest(meanings.model(), text));
        this.filler = new MeaningFiller(meanings, kept, this::current, this::wakeUp);
        this.caughtUpAt = clock.instant();
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

    private @Nullable AssetIndex current() {
        AssetIndex index = serving;
        return index == null || index.frozen() ? null : index;
    }

    private void wakeUp() {
        if (wake.availablePermits() == 0) {
            wake.release();
        }
    }

    /** Builds the index anew beside the present one, which answers meanwhile. Asking twice builds once. */
    public void rebuild() {
        if (!rebuilding) {
            rebuildAsked = true;
        }
        wakeUp();
    }

    /** A view of one organisation; the caller closes it. Refuses with {@code index_rebuilding} when there is none. */
    public TenantView view(TenantId tenant) {
        for (int attempt = 0; attempt < 2; attempt++) {
            AssetIndex index = serving;
            try {
                if (index != null) {
                    return index.view(tenant);
                }
            } catch (AlreadyClosedException e) {
                LOG.debugf("the index was replaced this moment: %s", e);
            } catch (IOException e) {
                suspect(e);
            }
        }
        throw new Problem(
                ErrorCode.INDEX_REBUILDING,
                "The search index is being built; ask again in a moment",
                Duration.ofSeconds(2));
    }

    /** Says that reading failed in a way that may come from damaged files. */
    public void suspect(Throwable failure) {
        LOG.warnf("reading the search index failed, its files will be checked: %s", failure);
        suspected = true;
        wakeUp();
    }

    public IndexState state(TenantView view) {
        AssetIndex index = serving;
        try {
            return new IndexState(
                    index == null ? EventPosition.START : index.visible(),
                    Math.max(0, Duration.between(caughtUpAt, clock.instant()).toMillis()),
                    rebuilding ? IndexState.State.REBUILDING : IndexState.State.READY,
                    view.documents(),
                    view.vectors());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is known without an index. */
    public IndexState state() {
        return new IndexState(
                EventPosition.START,
                Math.max(0, Duration.between(caughtUpAt, clock.instant()).toMillis()),
                IndexState.State.REBUILDING,
                0,
                0);
    }

    /**
     * Waits at most five seconds until the index has seen a position, an event or, with {@code now}, everything that was
     * committed; then refuses with {@code unavailable}.
     */
    public void await(String after) {
        try {
            boolean reached =
                    switch (after) {
                        case "now" -> seen.await(feed.head(), PATIENCE);
                        case String id when Ulids.isUlid(id) -> seen.await(id, PATIENCE);
                        default -> seen.await(position(after), PATIENCE);
                    };
            if (reached) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new Problem(
                ErrorCode.UNAVAILABLE,
                "after: the index has not seen this within " + PATIENCE.toSeconds() + " s; ask again, or without it",
                Duration.ofSeconds(1));
    }

    private static EventPosition position(String text) {
        try {
            return EventPosition.parse(text);
        } catch (Problem e) {
            throw Problem.invalid(
                    "after", text, "now, the id of an event, or a position of the log, such as 1.4711.12");
        }
    }

    private void run() {
        while (!stopping) {
            try {
                boolean busy = next != null && pauseMillis == 0;
                long wait = pauseMillis > 0 ? pauseMillis : TICK_MILLIS;
                if (filling && !busy) {
                    seen.rest(GATHERING);
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
        checkOrigin();
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
        for (Path folder : folders.latestFirst()) {
            AssetIndex opened = tryOpen(folder);
            if (opened != null && current == null) {
                current = new LogReplay(opened, feed, EventPosition.START);
                serving = opened;
                rebuilding = false;
                seen.add(List.of(), opened.visible());
            }
        }
        if (current == null) {
            begin("there is none");
        }
    }

    /** Once per start, as soon as the log can be read. */
    private void checkOrigin() throws IOException {
        LogReplay follows = current;
        if (!originChecked && follows != null) {
            if (follows.isForeign()) {
                damaged(follows, "it followed another log");
            }
            originChecked = true;
        }
    }

    private @Nullable AssetIndex tryOpen(Path folder) {
        AssetIndex index = null;
        try {
            index = AssetIndex.open(folder, assets, vectors);
            if (current == null && index.complete()) {
                if (index.bytes() <= VERIFIED_AT_ONCE) {
                    index.verify();
                } else {
                    suspected = true;
                }
                return index;
            }
        } catch (IOException | RuntimeException e) {
            LOG.warnf("the search index in %s is damaged: %s", folder, e);
        }
        if (index != null) {
            index.freeze();
            index.close();
        }
        IndexFolders.delete(folder);
        return null;
    }

    /** Begins an index beside the present one, or instead of none. */
    private void begin(String reason) throws IOException {
        rebuilding = true;
        EventPosition end = feed.head();
        LOG.infof("the search index is being built: %s", reason);
        rebuildAsked = false;
        next = new LogReplay(AssetIndex.open(folders.next(), assets, vectors), feed, end);
    }

    private void check() throws IOException {
        LogReplay follows = current;
        long now = System.nanoTime();
        if (follows == null || follows.index().frozen()) {
            return;
        }
        if (suspected) {
            suspected = false;
            try {
                follows.index().verify();
            } catch (IOException | RuntimeException e) {
                serving = null;
                damaged(follows, "its files are damaged: " + e);
                return;
            }
        }
        if (now - checkedNanos > CHECK_NANOS) {
            checkedNanos = now;
            if (!follows.index().present()) {
                damaged(follows, "its files were changed or taken away");
            }
        }
    }

    /** Gives an index up. Readers keep what is still open of it until the next one stands. */
    private void damaged(LogReplay replay, String reason) throws IOException {
        replay.index().freeze();
        if (replay.equals(next)) {
            replay.index().close();
            IndexFolders.delete(replay.index().folder());
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
                caughtUpAt = before;
            }
            seen.add(events, replay.index().visible());
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
        serving = replay.index();
        rebuilding = false;
        caughtUpAt = before;
        seen.add(events, replay.index().visible());
        retire(old);
        filler.applied();
        LOG.infof("the search index stands at %s", replay.index().position());
    }

    /** Nobody can ask the old index for a view any more; views under way hold what they need. */
    private static void retire(@Nullable LogReplay old) {
        if (old != null) {
            old.index().freeze();
            old.index().close();
            IndexFolders.delete(old.index().folder());
        }
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
