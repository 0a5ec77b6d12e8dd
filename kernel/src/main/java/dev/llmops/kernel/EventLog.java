// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kernel;

/** Where a room says what it changed. Bound to the open transaction: change and event commit together or not at all. */
@FunctionalInterface
public interface EventLog {
    void append(DomainEvent event);
}
