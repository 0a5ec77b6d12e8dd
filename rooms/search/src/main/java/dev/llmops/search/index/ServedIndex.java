// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search.index;

import dev.llmops.contracts.search.IndexState;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Event;
import dev.llmops.kernel.EventFeed;
import dev.llmops.kernel.EventPosition;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.lucene.store.AlreadyClosedException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The index as requests meet it: what answers now, and what it has seen. The {@link IndexKeeper} says what that is. */
public final class ServedIndex {
    private static final Logger LOG = Logger.getLogger(ServedIndex.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final EventFeed feed;
    private final Clock clock;
    private final Runnable wakeKeeper;
    private final SeenEvents seen = new SeenEvents();
    private volatile @Nullable AssetIndex serving;
    private volatile boolean rebuilding = true;
    private volatile boolean suspected;
    private volatile Instant caughtUpAt;

    ServedIndex(EventFeed feed, Clock clock, Runnable wakeKeeper) {
        this.feed = feed;
        this.clock = clock;
        this.wakeKeeper = wakeKeeper;
        this.caughtUpAt = clock.instant();
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
        wakeKeeper.run();
    }

    public IndexState state(TenantView view) {
        AssetIndex index = serving;
        try {
            return new IndexState(
                    index == null ? EventPosition.START : index.visible(),
                    lagMillis(),
                    rebuilding ? IndexState.State.REBUILDING : IndexState.State.READY,
                    view.documents(),
                    view.vectors());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is known without an index. */
    public IndexState state() {
        return new IndexState(EventPosition.START, lagMillis(), IndexState.State.REBUILDING, 0, 0);
    }

    private long lagMillis() {
        return Math.max(0, Duration.between(caughtUpAt, clock.instant()).toMillis());
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

    /** What answers and can still be written; null when there is none. */
    @Nullable
    AssetIndex writable() {
        AssetIndex index = serving;
        return index == null || index.frozen() ? null : index;
    }

    /** From now on this one answers. */
    void serve(AssetIndex index) {
        serving = index;
        rebuilding = false;
    }

    /** Nothing answers until the next one stands. */
    void withdraw() {
        serving = null;
    }

    void rebuildingBegins() {
        rebuilding = true;
    }

    boolean rebuilding() {
        return rebuilding;
    }

    /** Whether the files were suspected since the last time; the suspicion is gone then. */
    boolean takeSuspicion() {
        boolean was = suspected;
        suspected = false;
        return was;
    }

    void suspectUnverified() {
        suspected = true;
    }

    void caughtUp(Instant at) {
        caughtUpAt = at;
    }

    void seen(List<Event> events, EventPosition visibleNow) {
        seen.add(events, visibleNow);
    }

    /** Passes the time, but not while anybody waits for the index. */
    void rest(Duration atMost) throws InterruptedException {
        seen.rest(atMost);
    }
}
