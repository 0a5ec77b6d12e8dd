// SPDX-License-Identifier: Apache-2.0
package dev.llmops.memorygraph;

import dev.llmops.kernel.Event;
import dev.llmops.kernel.EventFeed;
import dev.llmops.kernel.EventPosition;
import dev.llmops.kernel.TenantId;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Repairs the graph of an organisation: reads the event log from its start and says again what it says. What is there
 * stays, what is missing comes back, what no longer holds is withdrawn. One run at a time for an organisation.
 */
@Singleton
final class Reconciliation {
    private static final Logger LOG = Logger.getLogger(Reconciliation.class);
    private static final int BATCH = 500;
    private static final int MAX_KEPT = 1_000;

    private final EventFeed feed;
    private final AssetFollower follower;
    private final Clock clock;
    private final ConcurrentMap<TenantId, Progress> progress = new ConcurrentHashMap<>();

    Reconciliation(EventFeed feed, AssetFollower follower, Clock clock) {
        this.feed = feed;
        this.follower = follower;
        this.clock = clock;
    }

    @Schema(name = "ReconciliationState")
    enum State {
        NONE,
        RUNNING,
        DONE,
        FAILED
    }

    /** @param events how many of the organisation's events were handled so far */
    @Schema(name = "Reconciliation")
    record Progress(
            State state,
            long events,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt) {}

    /** Starts a run, or joins the one under way. */
    Progress start(TenantId tenant) {
        if (progress.size() > MAX_KEPT) {
            progress.values().removeIf(done -> done.state != State.RUNNING);
        }
        return progress.compute(tenant, (key, present) -> {
            if (present != null && present.state == State.RUNNING) {
                return present;
            }
            Progress begun = new Progress(State.RUNNING, 0, clock.instant(), null);
            Thread.ofVirtual().name("lineage-reconcile").start(() -> run(tenant, begun));
            return begun;
        });
    }

    Progress progress(TenantId tenant) {
        return progress.getOrDefault(tenant, new Progress(State.NONE, 0, null, null));
    }

    private void run(TenantId tenant, Progress begun) {
        long handled = 0;
        State end = State.FAILED;
        try {
            EventPosition head = feed.head();
            EventPosition position = EventPosition.START;
            while (position.compareTo(head) < 0) {
                List<Event> events = feed.read(position, BATCH);
                if (events.isEmpty()) {
                    break;
                }
                List<Event> own = events.stream()
                        .filter(event -> event.tenant().equals(tenant))
                        .toList();
                follower.handle(own);
                handled += own.size();
                position = events.getLast().position();
                progress.put(tenant, new Progress(State.RUNNING, handled, begun.startedAt, null));
            }
            end = State.DONE;
        } catch (RuntimeException e) {
            LOG.warnf("the reconciliation of a graph ended early: %s", e.getMessage());
        }
        progress.put(tenant, new Progress(end, handled, begun.startedAt, clock.instant()));
    }
}
