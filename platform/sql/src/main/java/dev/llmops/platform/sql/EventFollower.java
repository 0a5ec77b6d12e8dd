// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.sql;

import dev.llmops.kernel.Event;
import dev.llmops.kernel.EventFeed;
import dev.llmops.kernel.EventPosition;
import dev.llmops.kernel.EventSubscriber;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Metrics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Carries the log to one subscriber: a batch is handled, then the cursor moves. A crash in between delivers the batch
 * again. A batch that fails comes again after a growing pause, and everything behind it waits: order is kept.
 */
final class EventFollower implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(EventFollower.class);
    private static final int BATCH = 500;
    /** So many at once tell of a log that fills quickly; the next are let gather. */
    private static final int MANY = 10;

    private static final Duration GATHERING = Duration.ofMillis(100);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(30);
    private static final Duration STOP_WAIT = Duration.ofSeconds(10);

    private final EventSubscriber subscriber;
    private final EventFeed feed;
    private final EventCursors cursors;
    private final Clock clock;
    private final Semaphore wake = new Semaphore(1);
    private final AutoCloseable listening;
    private final Gauge lag;
    private final Thread thread;
    private volatile @Nullable Instant behindSince;
    private volatile boolean closing;

    EventFollower(EventSubscriber subscriber, EventFeed feed, EventCursors cursors, Clock clock) {
        this.subscriber = subscriber;
        this.feed = feed;
        this.cursors = cursors;
        this.clock = clock;
        this.lag = Gauge.builder("llmops.event.lag", this, EventFollower::lagSeconds)
                .baseUnit("seconds")
                .description("Age of the oldest event that the subscriber has not handled")
                .tag("subscriber", subscriber.name())
                .strongReference(true)
                .register(Metrics.globalRegistry);
        this.listening = feed.onWake(this::wakeUp);
        // Long work without a pause: on a virtual thread it would keep calls from the few that carry them.
        this.thread =
                Thread.ofPlatform().name("follow-" + subscriber.name()).daemon().start(this::run);
    }

    private void wakeUp() {
        if (wake.availablePermits() == 0) {
            wake.release();
        }
    }

    double lagSeconds() {
        Instant since = behindSince;
        return since == null
                ? 0
                : Math.max(0, Duration.between(since, clock.instant()).toMillis() / 1_000.0);
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        @Nullable EventPosition position = null;
        while (!closing) {
            try {
                EventPosition from = position == null ? cursors.read(subscriber.name()) : position;
                position = deliver(from);
                pause = FIRST_PAUSE;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                if (!rest(e, pause)) {
                    return;
                }
                pause = pause.multipliedBy(2).compareTo(MAX_PAUSE) < 0 ? pause.multipliedBy(2) : MAX_PAUSE;
            }
        }
    }

    /**
     * Delivers one batch, then waits for more where the log's end was reached. Answers where to go on; null when another
     * process moved the cursor.
     */
    private @Nullable EventPosition deliver(EventPosition from) throws InterruptedException {
        List<Event> batch = feed.read(from, BATCH);
        @Nullable EventPosition next = from;
        if (!batch.isEmpty()) {
            behindSince = batch.getFirst().time();
            subscriber.handle(batch);
            EventPosition to = batch.getLast().position();
            next = cursors.advance(subscriber.name(), from, to) ? to : null;
        }
        if (batch.size() < BATCH) {
            behindSince = null;
            if (batch.size() >= MANY) {
                Thread.sleep(GATHERING);
            }
            boolean woken = wake.tryAcquire(1, TimeUnit.SECONDS);
            LOG.tracef("%s looks again (woken: %s)", subscriber.name(), woken);
        }
        return next;
    }

    private boolean rest(RuntimeException failure, Duration pause) {
        if (closing) {
            return false;
        }
        LOG.warnf(
                "the subscriber %s failed and is %.1f s behind; again in %d ms: %s",
                subscriber.name(), lagSeconds(), pause.toMillis(), failure);
        try {
            Thread.sleep(pause);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        closing = true;
        thread.interrupt();
        try {
            listening.close();
            if (!thread.join(STOP_WAIT)) {
                LOG.warnf("the subscriber %s does not end", subscriber.name());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.debugf("%s: %s", subscriber.name(), e.getMessage());
        }
        Metrics.globalRegistry.remove(lag);
    }
}
