// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.intake;

import dev.llmops.analytics.store.StoredEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The ids taken lately by this process, so that an event sent again is known without asking the store. Bounded: the
 * oldest are forgotten, and then the store is asked.
 */
final class RecentEvents {
    static final Duration WINDOW = Duration.ofHours(24);
    private static final int MAX = 200_000;

    private final Clock clock;
    private final LinkedHashMap<StoredEvent.Key, CompletableFuture<Boolean>> known = new LinkedHashMap<>();
    private Instant completeSince;

    RecentEvents(Clock clock) {
        this.clock = clock;
        this.completeSince = clock.instant();
    }

    /** Claims an id for storing; null when it is the caller's now, else whether the one before came to be stored. */
    synchronized @Nullable CompletableFuture<Boolean> claim(StoredEvent.Key key) {
        CompletableFuture<Boolean> before = known.putIfAbsent(key, new CompletableFuture<>());
        if (before == null && known.size() > MAX) {
            known.pollFirstEntry();
            completeSince = clock.instant();
        }
        return before;
    }

    /** The claimed event is stored, or was before. */
    synchronized void stored(StoredEvent.Key key) {
        CompletableFuture<Boolean> claimed = known.get(key);
        if (claimed != null) {
            claimed.complete(true);
        }
    }

    /** The claimed event was not taken; it may be sent again. */
    synchronized void released(StoredEvent.Key key) {
        CompletableFuture<Boolean> claimed = known.remove(key);
        if (claimed != null) {
            claimed.complete(false);
        }
    }

    /** Whether everything taken within the window is known here, so that the store need not be asked. */
    synchronized boolean complete() {
        return completeSince.plus(WINDOW).isBefore(clock.instant());
    }
}
