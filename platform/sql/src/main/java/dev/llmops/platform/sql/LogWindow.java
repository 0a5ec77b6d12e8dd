// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.sql;

import dev.llmops.kernel.Event;
import dev.llmops.kernel.EventPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The end of the log, read once for all who follow it. What is read stops below the oldest running transaction, so
 * nothing can appear later within it and every follower may be served from it. Who comes to its end asks the database, for
 * everybody: those who asked before that question was put wait for its answer, those who came later put the next one.
 */
final class LogWindow {
    private static final int MAX_EVENTS = 2_000;
    private static final long MAX_CHARS = 4L << 20;
    private static final int READ_AT_ONCE = 1_000;

    private final Source source;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile Span span = new Span(EventPosition.START, List.of());
    private final AtomicLong questions = new AtomicLong();

    LogWindow(Source source) {
        this.source = source;
    }

    /** Where the log lies. */
    @FunctionalInterface
    interface Source {
        List<Event> read(EventPosition after, int max);
    }

    /**
     * All events after a position, up to the last.
     *
     * @param from the position that the first of them follows
     */
    private record Span(EventPosition from, List<Event> events) {
        EventPosition to() {
            return events.isEmpty() ? from : events.getLast().position();
        }

        /** What follows a position; null when this begins later or ends before. */
        @Nullable
        List<Event> after(EventPosition position, int max) {
            if (position.compareTo(from) < 0 || position.compareTo(to()) > 0) {
                return null;
            }
            int low = 0;
            int high = events.size();
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (events.get(middle).position().compareTo(position) <= 0) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return events.subList(low, Math.min(events.size(), low + max));
        }

        /** Longer by these, and no longer than it may be; of two epochs the later is kept. */
        Span with(List<Event> more) {
            List<Event> all = new ArrayList<>(events.size() + more.size());
            all.addAll(events);
            all.addAll(more);
            int epoch = all.getLast().position().epoch();
            int first = all.size();
            long chars = 0;
            while (first > 0 && all.size() - first < MAX_EVENTS && chars < MAX_CHARS) {
                Event event = all.get(first - 1);
                if (event.position().epoch() != epoch) {
                    break;
                }
                chars += event.data().length();
                first--;
            }
            return new Span(
                    first == 0 ? from : all.get(first - 1).position(), List.copyOf(all.subList(first, all.size())));
        }
    }

    List<Event> read(EventPosition after, int max) {
        List<Event> known = span.after(after, max);
        if (known != null && known.size() == max) {
            return known;
        }
        if (known == null && after.compareTo(span.to()) < 0) {
            return source.read(after, max);
        }
        long before = questions.get();
        asking.lock();
        try {
            if (questions.get() == before || span.after(after, max) == null) {
                ask(after);
            }
            known = span.after(after, max);
            return known == null ? source.read(after, max) : known;
        } finally {
            asking.unlock();
        }
    }

    private void ask(EventPosition after) {
        questions.incrementAndGet();
        Span begun = after.compareTo(span.to()) > 0 ? new Span(after, List.of()) : span;
        List<Event> more = source.read(begun.to(), READ_AT_ONCE);
        span = more.isEmpty() ? begun : begun.with(more);
    }
}
