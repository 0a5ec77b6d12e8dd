// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search.index;

import dev.llmops.kernel.Event;
import dev.llmops.kernel.EventFeed;
import dev.llmops.kernel.EventPosition;
import dev.llmops.kernel.TenantId;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Carries the log into one index, batch by batch. An empty index reads the log from its start; as it takes over the
 * present state of a version anyway, what happened to it since it was registered is passed over until the log's end of
 * that time is reached.
 */
final class LogReplay {
    static final int BATCH = 1_000;
    private static final int COMMIT_AFTER = 20_000;
    private static final long COMMIT_NANOS = 2_000_000_000L;
    private static final long POSITION_COMMIT_NANOS = 60_000_000_000L;
    private static final long REFRESH_NANOS = 1_000_000_000L;
    private static final String ASSETS = "registry.asset.";
    private static final String REGISTERED = ASSETS + "registered";
    private static final Set<String> ALSO =
            Set.of("registry.alias.moved", "registry.labels.changed", "registry.annotation.set");

    private final AssetIndex index;
    private final EventFeed feed;
    private final EventPosition firstPassEnd;
    private long committedNanos = System.nanoTime();
    private long refreshedNanos = System.nanoTime();

    /**
     * @param firstPassEnd the log's end when an empty index was begun; the start of the log for one that stands
     */
    LogReplay(AssetIndex index, EventFeed feed, EventPosition firstPassEnd) {
        this.index = index;
        this.feed = feed;
        this.firstPassEnd = firstPassEnd;
    }

    AssetIndex index() {
        return index;
    }

    /** Whether the log is another than the one that was followed: another database, or one that was restored. */
    boolean isForeign() {
        EventPosition position = index.position();
        if (position.equals(EventPosition.START)) {
            return false;
        }
        EventPosition head = feed.head();
        return position.compareTo(head) > 0 || position.epoch() != head.epoch();
    }

    /** Takes one batch over. Answers what was read; less than a full batch means that the log's end was reached. */
    List<Event> step() throws IOException {
        List<Event> events = feed.read(index.position(), BATCH);
        Map<TenantId, Set<String>> changed = new LinkedHashMap<>();
        for (Event event : events) {
            if (concerns(event)) {
                changed.computeIfAbsent(event.tenant(), any -> new LinkedHashSet<>())
                        .add(event.subject());
            }
        }
        for (Map.Entry<TenantId, Set<String>> entry : changed.entrySet()) {
            index.apply(entry.getKey(), entry.getValue());
        }
        if (!events.isEmpty()) {
            index.seen(events.getLast().position());
        }
        boolean end = events.size() < BATCH;
        if (end) {
            index.completed();
        }
        long now = System.nanoTime();
        if (end || now - refreshedNanos > REFRESH_NANOS) {
            index.publish();
            refreshedNanos = now;
        }
        commitWhenDue(now);
        return events;
    }

    private boolean concerns(Event event) {
        boolean firstPass = event.position().compareTo(firstPassEnd) <= 0;
        return firstPass
                ? event.type().equals(REGISTERED)
                : event.type().startsWith(ASSETS) || ALSO.contains(event.type());
    }

    /** Reads versions again whose meaning became known. */
    void reapply(Map<TenantId, Set<String>> ids) throws IOException {
        for (Map.Entry<TenantId, Set<String>> entry : ids.entrySet()) {
            index.apply(entry.getKey(), entry.getValue());
        }
        index.publish();
        commitWhenDue(System.nanoTime());
    }

    void commitWhenDue(long now) throws IOException {
        long since = now - committedNanos;
        boolean documents = index.uncommitted() > 0 && since > COMMIT_NANOS;
        if (documents || index.uncommitted() > COMMIT_AFTER || since > POSITION_COMMIT_NANOS) {
            index.commit();
            committedNanos = now;
        }
    }
}
