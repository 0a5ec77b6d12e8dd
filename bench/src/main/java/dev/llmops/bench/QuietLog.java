// SPDX-License-Identifier: Apache-2.0
package dev.llmops.bench;

import dev.llmops.kernel.Event;
import dev.llmops.kernel.EventFeed;
import dev.llmops.kernel.EventPosition;
import java.util.List;

/** A log that ended, and in which nothing more happens. */
record QuietLog(EventPosition head) implements EventFeed {
    @Override
    public List<Event> read(EventPosition after, int max) {
        return List.of();
    }

    @Override
    public AutoCloseable onWake(Runnable listener) {
        return () -> {};
    }
}
