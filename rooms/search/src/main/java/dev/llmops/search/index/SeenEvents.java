// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search.index;

import dev.llmops.kernel.Event;
import dev.llmops.kernel.EventPosition;
import dev.llmops.kernel.Ulids;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Lets requests wait until the index has seen what they name. Remembers the latest ten thousand events. */
final class SeenEvents {
    private static final int KEPT = 10_000;
    /** An event this much older than the latest one was committed long ago: transactions last ten seconds at most. */
    private static final Duration LONG_AGO = Duration.ofSeconds(30);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private final Map<String, EventPosition> recent = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, EventPosition> eldest) {
            return size() > KEPT;
        }
    };
    private final Semaphore asked = new Semaphore(0);
    private EventPosition visible = EventPosition.START;
    private int waiting;
    private Instant latest = Instant.EPOCH;

    void add(List<Event> events, EventPosition visibleNow) {
        lock.lock();
        try {
            for (Event event : events) {
                recent.put(event.id(), event.position());
                latest = event.time().isAfter(latest) ? event.time() : latest;
            }
            visible = visibleNow;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean await(EventPosition position, Duration patience) throws InterruptedException {
        return await(() -> visible.compareTo(position) >= 0, patience);
    }

    /** Waits for an event by its id. */
    boolean await(String eventId, Duration patience) throws InterruptedException {
        return await(
                () -> {
                    EventPosition position = recent.get(eventId);
                    return position == null
                            ? Ulids.instantOf(eventId).isBefore(latest.minus(LONG_AGO))
                            : visible.compareTo(position) >= 0;
                },
                patience);
    }

    /** Passes the time, but not while anybody waits for the index. */
    void rest(Duration atMost) throws InterruptedException {
        asked.drainPermits();
        lock.lock();
        try {
            if (waiting > 0) {
                return;
            }
        } finally {
            lock.unlock();
        }
        boolean awaited = asked.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS);
        if (awaited) {
            asked.drainPermits();
        }
    }

    private boolean await(java.util.function.BooleanSupplier reached, Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        long end = System.nanoTime() + left;
        lock.lock();
        waiting++;
        asked.release();
        try {
            while (!reached.getAsBoolean()) {
                left = end - System.nanoTime();
                if (left <= 0 || (!moved.await(left, TimeUnit.NANOSECONDS) && !reached.getAsBoolean())) {
                    return false;
                }
            }
            return true;
        } finally {
            waiting--;
            lock.unlock();
        }
    }
}
