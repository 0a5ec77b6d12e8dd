// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kernel;

import java.util.Collection;

/** Where a room says what it changed. Bound to the open transaction: change and event commit together or not at all. */
@FunctionalInterface
public interface EventLog {
    void append(DomainEvent event);

    /** Many at once, in their order, in one statement where the log can do that. */
    default void appendAll(Collection<? extends DomainEvent> events) {
        events.forEach(this::append);
    }
}
