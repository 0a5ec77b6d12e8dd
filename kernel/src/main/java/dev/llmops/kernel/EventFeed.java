// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kernel;

import java.util.List;

/** The event log as read by followers that keep their own position, such as an in-memory snapshot. */
public interface EventFeed {
    /**
     * Events after a position, over all tenants, oldest first; stops below the oldest transaction still running.
     *
     * @param max 1 to 1,000
     */
    List<Event> read(EventPosition after, int max);

    /** A position that every transaction committed before this call lies at or below. */
    EventPosition head();

    /**
     * Calls the listener, coalesced, soon after events were committed here or elsewhere, and at least every 250 ms
     * while the database answers. The listener must not block.
     */
    AutoCloseable onWake(Runnable listener);
}
