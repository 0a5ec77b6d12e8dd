// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import dev.llmops.contracts.gateway.GatewayEvent.LimitsChanged;
import dev.llmops.contracts.gateway.GatewayEvent.RouteChanged;
import dev.llmops.gateway.KeyQuestions.Question;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Event;
import dev.llmops.kernel.EventFeed;
import dev.llmops.kernel.EventPosition;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the snapshot current. One thread follows the event log and loads anew when something happened that the data
 * plane acts on; calls read the result and never wait for it, but for a key nobody here has seen yet.
 */
@Singleton
final class SnapshotKeeper {
    static final Duration STALE_AFTER = Duration.ofSeconds(5);

    private static final Logger LOG = Logger.getLogger(SnapshotKeeper.class);
    private static final int BATCH = 1_000;
    private static final long TICK_MILLIS = 250;
    private static final long RELOAD_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long LAG_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    private final SnapshotSources sources;
    private final SnapshotMaker maker;
    private final EventFeed feed;
    private final SnapshotFile file;
    private final Clock clock;
    private final KeyQuestions questions;
    private final Semaphore signal = new Semaphore(0);
    private volatile GatewaySnapshot snapshot = GatewaySnapshot.EMPTY;
    private volatile SnapshotContents contents;
    private volatile boolean stopping;
    private @Nullable Thread thread;

    // Only the keeper's thread touches these.
    private EventPosition position = EventPosition.START;
    private EventPosition expected = EventPosition.START;
    private long expectedSinceNanos = System.nanoTime();
    private boolean reloadDue = true;
    private long reloadedAtNanos = System.nanoTime() - RELOAD_PAUSE_NANOS;
    private boolean unsaved;
    private boolean failing;
    private @Nullable AutoCloseable subscription;

    @Inject
    SnapshotKeeper(SnapshotSources sources, SnapshotMaker maker, EventFeed feed, SnapshotFile file, Clock clock) {
        this.sources = sources;
        this.maker = maker;
        this.feed = feed;
        this.file = file;
        this.clock = clock;
        this.contents = SnapshotContents.empty(Instant.EPOCH);
        this.questions = new KeyQuestions(sources.directory());
    }

    /** What the snapshot is made of. */
    SnapshotContents contents() {
        return contents;
    }

    /** Returns once a snapshot stands: from the database, else from disk, else an empty one. */
    void start() {
        Optional<SnapshotContents> saved = file.read();
        saved.ifPresent(found -> position = found.position());
        try {
            reload();
        } catch (RuntimeException e) {
            saved.ifPresent(this::publish);
            failed(e);
        }
        thread = Thread.ofVirtual().name("gateway-snapshot").start(this::run);
    }

    void stop() {
        stopping = true;
        signal.release();
        Thread running = thread;
        if (running != null) {
            try {
                running.join(Duration.ofSeconds(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    GatewaySnapshot current() {
        return snapshot;
    }

    /** Why a key that is not in the snapshot is refused, when that is known already. */
    @Nullable
    ErrorCode knownRefusal(String hash) {
        return questions.refusal(hash, clock.millis());
    }

    /**
     * Asks the truth about a key that is not in the snapshot. Returns false when too many ask already.
     *
     * @param done called on the keeper's thread once the snapshot holds the key or a refusal of it is known
     */
    boolean ask(String hash, Runnable done) {
        boolean added = questions.add(hash, done);
        signal.release();
        return added;
    }

    boolean stale() {
        return contents.verifiedAt().plus(STALE_AFTER).isBefore(clock.instant());
    }

    Instant verifiedAt() {
        return contents.verifiedAt();
    }

    EventPosition position() {
        return contents.position();
    }

    private void run() {
        while (!stopping) {
            try {
                boolean signalled = signal.tryAcquire(reloadDue ? 50 : TICK_MILLIS, TimeUnit.MILLISECONDS);
                if (signalled) {
                    signal.drainPermits();
                }
            } catch (InterruptedException e) {
                break;
            }
            round();
        }
        file.keep(contents, unsaved, Duration.ZERO);
        closeSubscription();
    }

    private void round() {
        List<Question> asked = questions.take();
        try {
            subscribe();
            boolean unknownIsLive = false;
            for (Question question : asked) {
                unknownIsLive |=
                        snapshot.find(question.hash()) == null && questions.live(question.hash(), clock.instant());
            }
            follow();
            boolean pauseOver = System.nanoTime() - reloadedAtNanos >= RELOAD_PAUSE_NANOS;
            if (unknownIsLive || (reloadDue && pauseOver)) {
                reload();
            }
            asked.forEach(question -> questions.settle(question, snapshot, clock.instant()));
            if (!reloadDue) {
                contents = contents.verified(position, clock.instant());
            }
            failing = false;
        } catch (RuntimeException e) {
            failed(e);
        }
        questions.answer(asked);
        dropWhenTooOld();
        unsaved &= !file.keep(contents, unsaved, Duration.ofSeconds(1));
    }

    private void follow() {
        List<Event> events;
        do {
            events = feed.read(position, BATCH);
            for (Event event : events) {
                reloadDue |= concernsCalls(event.type());
            }
            if (!events.isEmpty()) {
                position = events.getLast().position();
            }
        } while (events.size() == BATCH);
        watchForLag();
    }

    /**
     * The log is read only below the oldest transaction that runs, so one that runs long hides what others committed
     * meanwhile. A revocation must not wait for it: what cannot be followed is loaded.
     */
    private void watchForLag() {
        long now = System.nanoTime();
        if (position.compareTo(expected) >= 0) {
            expected = feed.head();
            expectedSinceNanos = now;
        } else if (now - expectedSinceNanos > LAG_NANOS) {
            reloadDue = true;
            expected = feed.head();
            expectedSinceNanos = now;
        }
    }

    static boolean concernsCalls(String type) {
        return type.startsWith("identity.key.")
                || type.startsWith("identity.user.")
                || type.startsWith("marketplace.")
                || type.startsWith("forge.upstream.")
                || type.equals(RouteChanged.TYPE)
                || type.equals(LimitsChanged.TYPE);
    }

    private void reload() {
        reloadDue = true;
        reloadedAtNanos = System.nanoTime();
        Instant before = clock.instant();
        if (position.compareTo(feed.head()) > 0) {
            // The log we followed is not this one: another database, or one that was restored.
            position = EventPosition.START;
            expected = EventPosition.START;
        }
        publish(sources.read(position, before));
        reloadDue = false;
        unsaved = true;
    }

    private void publish(SnapshotContents next) {
        GatewaySnapshot before = snapshot;
        GatewaySnapshot after = maker.make(next);
        Instant now = clock.instant();
        before.byHash().forEach((hash, admission) -> {
            if (after.find(hash) == null) {
                questions.ended(admission.grant(), now);
            }
        });
        contents = next;
        snapshot = after;
    }

    private void failed(RuntimeException e) {
        if (!failing) {
            failing = true;
            LOG.warnf(
                    "The gateway cannot follow the control plane and serves what it knows since %s: %s",
                    contents.verifiedAt(), e);
        }
    }

    private void dropWhenTooOld() {
        if (snapshot != GatewaySnapshot.EMPTY && SnapshotFile.tooOld(contents, clock)) {
            LOG.warnf(
                    "The gateway has not heard from the control plane since %s and admits no more calls.",
                    contents.verifiedAt());
            snapshot = GatewaySnapshot.EMPTY;
            reloadDue = true;
        }
    }

    private void subscribe() {
        if (subscription == null) {
            subscription = feed.onWake(() -> {
                if (signal.availablePermits() == 0) {
                    signal.release();
                }
            });
        }
    }

    private void closeSubscription() {
        try {
            if (subscription != null) {
                subscription.close();
            }
        } catch (Exception e) {
            LOG.debug("closing the subscription to the event log", e);
        }
    }
}
