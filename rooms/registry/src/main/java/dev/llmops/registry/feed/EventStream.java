// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.feed;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.registry.AssetEvents;
import dev.llmops.kernel.EventPosition;
import dev.llmops.kernel.Problem;
import dev.llmops.platform.sql.Database;
import dev.llmops.platform.web.Standing;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * One client's place in its organisation's events. Woken, it writes what follows its place, one write at a time, on a
 * virtual thread of its own; asleep it holds no thread. It keeps no events: they come from the tail all streams of the
 * organisation share or, when that does not reach back far enough, from the log.
 */
final class EventStream implements AssetEvents.Following {
    private static final Logger LOG = Logger.getLogger(EventStream.class);
    private static final long RIGHTS_LAG_NANOS = Duration.ofSeconds(4).toNanos();

    private final Caller caller;
    private final Standing standing;
    private final EventFilter filter;
    private final SubjectKinds kinds;
    private final EventTail tail;
    private final Database database;
    private final AssetEvents.Outlet outlet;
    private final FeedLimits limits;
    private final Ending ending;
    private final AtomicInteger wakes = new AtomicInteger();
    private EventPosition position;
    private volatile long nextBeatNanos;
    private volatile long askUntilNanos;
    private final AtomicBoolean over = new AtomicBoolean();

    EventStream(
            Request request, EventTail tail, SubjectKinds kinds, Database database, FeedLimits limits, Ending ending) {
        this.caller = request.caller();
        this.standing = request.standing();
        this.filter = request.filter();
        this.outlet = request.outlet();
        this.position = request.after();
        this.tail = tail;
        this.kinds = kinds;
        this.database = database;
        this.limits = limits;
        this.ending = ending;
        this.askUntilNanos = System.nanoTime();
        this.nextBeatNanos = askUntilNanos + limits.beat().toNanos();
    }

    /** What a client asked for. */
    record Request(
            Caller caller, Standing standing, EventFilter filter, EventPosition after, AssetEvents.Outlet outlet) {}

    /** Told once. */
    @FunctionalInterface
    interface Ending {
        void of(EventStream stream);
    }

    Caller caller() {
        return caller;
    }

    /** There may be something to write. */
    void wake() {
        if (wakes.getAndIncrement() == 0) {
            Thread.ofVirtual().name("event-stream").start(this::pump);
        }
    }

    /** The caller's rights may have changed; what is asked about them may lag a second behind. */
    void askRights() {
        askUntilNanos = System.nanoTime() + RIGHTS_LAG_NANOS;
        wake();
    }

    /** Called every second or so. */
    void tick(long nowNanos) {
        if (over.get()) {
            return;
        }
        if (outlet.closed()) {
            end(AssetEvents.End.LEFT);
        } else if (nowNanos - nextBeatNanos >= 0 || askUntilNanos - nowNanos > 0) {
            wake();
        }
    }

    @Override
    public void stop() {
        end(AssetEvents.End.LEFT);
    }

    void end(AssetEvents.End why) {
        if (over.compareAndSet(false, true)) {
            ending.of(this);
            outlet.close(why);
        }
    }

    private void pump() {
        int seen;
        do {
            seen = wakes.get();
            try {
                if (!over.get()) {
                    advance();
                }
            } catch (TimeoutException e) {
                LOG.debugf("a stream of %s takes nothing and is cut", caller.name());
                end(AssetEvents.End.SLOW);
            } catch (Problem away) {
                LOG.debugf("a stream waits for the database: %s", away.getMessage());
            } catch (ExecutionException | RuntimeException e) {
                LOG.debugf("a stream of %s ended: %s", caller.name(), e.getMessage());
                end(AssetEvents.End.FAULT);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                end(AssetEvents.End.STOPPING);
            }
        } while (wakes.addAndGet(-seen) != 0);
    }

    private void advance() throws InterruptedException, ExecutionException, TimeoutException {
        long now = System.nanoTime();
        boolean beat = now - nextBeatNanos >= 0;
        if ((beat || askUntilNanos - now > 0) && !standing.holds()) {
            end(AssetEvents.End.RIGHTS);
            return;
        }
        while (!over.get()) {
            List<LogLine> recent = tail.after(position);
            if (recent == null) {
                catchUp();
            } else if (recent.isEmpty()) {
                break;
            } else {
                write(recent);
            }
        }
        if (beat && !over.get()) {
            await(outlet.beat(position.toString()));
        }
    }

    /**
     * One read of the log. When it brought all there was, everything up to where the tail began at that time has been
     * read: the tail's reader had stopped below the oldest running transaction, and this read came later.
     */
    private void catchUp() throws InterruptedException, ExecutionException, TimeoutException {
        EventPosition tailFrom = tail.from();
        List<LogLine> lines =
                database.read(caller.tenant(), sql -> new TenantLog(sql).after(position, FeedLimits.BATCH));
        write(lines);
        if (lines.size() < FeedLimits.BATCH && position.compareTo(tailFrom) < 0) {
            position = tailFrom;
        }
    }

    private void write(List<LogLine> lines) throws InterruptedException, ExecutionException, TimeoutException {
        for (LogLine line : lines) {
            if (over.get()) {
                return;
            }
            if (filter.wants(line, caller.tenant(), kinds)) {
                await(outlet.event(line.position().toString(), line.json()));
            }
            position = line.position();
        }
    }

    private void await(CompletionStage<?> write) throws InterruptedException, ExecutionException, TimeoutException {
        Duration slowest = limits.slowest();
        var _ = write.toCompletableFuture().get(slowest.toMillis(), TimeUnit.MILLISECONDS);
        nextBeatNanos = System.nanoTime() + limits.beat().toNanos();
    }
}
