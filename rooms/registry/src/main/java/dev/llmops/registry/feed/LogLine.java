// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.feed;

import dev.llmops.kernel.Event;
import dev.llmops.kernel.EventPosition;

/**
 * One event as it is sent, rendered once for all streams.
 *
 * @param leaves whether it is for others at all
 * @param json empty when it is not
 */
record LogLine(EventPosition position, String type, String subject, boolean leaves, String json) {
    static LogLine of(Event event) {
        boolean leaves = EventTypes.leaves(event.type());
        return new LogLine(
                event.position(), event.type(), event.subject(), leaves, leaves ? CloudEvents.json(event) : "");
    }
}
