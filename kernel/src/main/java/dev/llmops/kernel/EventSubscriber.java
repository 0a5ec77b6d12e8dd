// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kernel;

import java.util.List;

/**
 * A follower of the event log with a durable cursor of its own. Delivery is at least once and in the log's order;
 * the subscriber is idempotent by event id.
 */
public interface EventSubscriber {
    /** Names the cursor. Never changed: a new name reads the log from its start. */
    String name();

    /** Handles a batch. Throwing leaves the cursor where it was; the batch comes again after a pause. */
    void handle(List<Event> events);
}
