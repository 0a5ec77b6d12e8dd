// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.feed;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.registry.AssetEvents;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Event;
import dev.llmops.kernel.EventFeed;
import dev.llmops.kernel.EventPosition;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.platform.home.LifecycleStep;
import dev.llmops.platform.sql.Database;
import dev.llmops.platform.web.Standing;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The one follower of the log that serves every stream of this process: it reads what is new once, puts it into the tail
 * of its organisation and wakes that organisation's streams. While nobody listens it reads nothing.
 */
@Singleton
final class EventHub implements LifecycleStep {
    private static final Logger LOG = Logger.getLogger(EventHub.class);
    private static final int BATCH = 500;
    private static final String KEYS = "identity.key.";
    private static final String USERS = "identity.user.";

    private final EventFeed feed;
    private final Database database;
    private final SubjectKinds kinds;
    private final FeedLimits limits;
    private final Semaphore signal = new Semaphore(0);
    private final Map<TenantId, Listeners> listeners = new HashMap<>();
    private EventPosition position = EventPosition.START;
    private int open;
    private boolean stopped;
    private @Nullable AutoCloseable listening;

    EventHub(EventFeed feed, Database database, SubjectKinds kinds, FeedLimits limits) {
        this.feed = feed;
        this.database = database;
        this.kinds = kinds;
        this.limits = limits;
    }

    /** The streams of one organisation and the tail they share. */
    private record Listeners(EventTail tail, Set<EventStream> streams) {}

    @Override
    public String name() {
        return "event streams";
    }

    @Override
    public int order() {
        return 72;
    }

    @Override
    public void start() {
        // The first stream starts the follower.
    }

    /**
     * Begins a stream that follows {@code after}, or from now on when that is null. Refuses with {@code overloaded} when
     * there are as many as may be, and with {@code validation_failed} a position that was never given out.
     */
    EventStream open(
            Caller caller,
            Standing standing,
            EventFilter filter,
            @Nullable EventPosition after,
            AssetEvents.Outlet outlet) {
        EventPosition settled = database.read(caller.tenant(), sql -> new TenantLog(sql).settled());
        if (after != null && after.compareTo(settled) > 0 && after.compareTo(feed.head()) > 0) {
            throw Problem.invalid("Last-Event-ID", after, "the id of an event of this feed");
        }
        EventStream stream;
        synchronized (this) {
            admit(caller.tenant());
            if (open == 0) {
                position = settled;
            }
            Listeners own = listeners.computeIfAbsent(
                    caller.tenant(), tenant -> new Listeners(new EventTail(position), new HashSet<>()));
            EventPosition from = after == null ? settled : after;
            stream = new EventStream(
                    new EventStream.Request(caller, standing, filter, from, outlet),
                    own.tail(),
                    kinds,
                    database,
                    limits,
                    this::ended);
            own.streams().add(stream);
            open++;
            if (listening == null) {
                listening = feed.onWake(this::look);
                Thread.ofVirtual().name("event-hub").start(this::follow);
            }
        }
        look();
        stream.wake();
        return stream;
    }

    synchronized int streams() {
        return open;
    }

    private void admit(TenantId tenant) {
        Listeners own = listeners.get(tenant);
        boolean full =
                open >= limits.maxStreams() || (own != null && own.streams().size() >= limits.maxPerTenant());
        if (full || stopped) {
            throw new Problem(
                    ErrorCode.OVERLOADED,
                    stopped
                            ? "The program is stopping; connect again in a few seconds"
                            : "There are as many event streams as this process serves; close some, or try again later",
                    Duration.ofSeconds(stopped ? 5 : 30));
        }
    }

    private synchronized void ended(EventStream stream) {
        Listeners own = listeners.get(stream.caller().tenant());
        if (own != null && own.streams().remove(stream)) {
            open--;
            if (own.streams().isEmpty()) {
                listeners.remove(stream.caller().tenant());
            }
        }
    }

    private void look() {
        if (signal.availablePermits() == 0) {
            signal.release();
        }
    }

    private void follow() {
        try {
            while (!isStopped()) {
                boolean more = false;
                try {
                    more = streams() > 0 && read();
                } catch (RuntimeException e) {
                    LOG.debugf("the log cannot be read now: %s", e.getMessage());
                }
                long now = System.nanoTime();
                all().forEach(stream -> stream.tick(now));
                if (!more && signal.tryAcquire(1, TimeUnit.SECONDS)) {
                    signal.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether there may be more at once. */
    private boolean read() {
        EventPosition from;
        synchronized (this) {
            from = position;
        }
        List<Event> batch = feed.read(from, BATCH);
        Set<EventStream> woken = new HashSet<>();
        synchronized (this) {
            for (Event event : batch) {
                if (event.position().compareTo(position) > 0) {
                    position = event.position();
                    take(event, woken);
                }
            }
        }
        woken.forEach(EventStream::wake);
        return batch.size() == BATCH;
    }

    private void take(Event event, Set<EventStream> woken) {
        Listeners own = listeners.get(event.tenant());
        if (own == null) {
            return;
        }
        if (EventTypes.leaves(event.type())) {
            own.tail().add(LogLine.of(event));
            woken.addAll(own.streams());
        } else if (event.type().startsWith(KEYS) || event.type().startsWith(USERS)) {
            own.streams().forEach(EventStream::askRights);
        }
    }

    private synchronized List<EventStream> all() {
        return listeners.values().stream()
                .flatMap(own -> own.streams().stream())
                .toList();
    }

    private synchronized boolean isStopped() {
        return stopped;
    }

    /** Ends every stream; clients resume where they were, here after the restart or elsewhere. */
    @Override
    public void stop() {
        AutoCloseable heard;
        synchronized (this) {
            stopped = true;
            heard = listening;
        }
        look();
        all().forEach(stream -> stream.end(AssetEvents.End.STOPPING));
        if (heard != null) {
            try {
                heard.close();
            } catch (Exception e) {
                LOG.debugf("%s", e.getMessage());
            }
        }
    }
}
