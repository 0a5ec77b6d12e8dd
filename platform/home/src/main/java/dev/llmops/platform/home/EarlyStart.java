// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.home;

/**
 * Work that begins before Quarkus boots and goes on beside it, such as starting PostgreSQL. Found through
 * {@link java.util.ServiceLoader}, so that this package depends on none of its providers.
 */
public interface EarlyStart {
    /** Returns at once. A failure is kept and reported by the step that needs the result. */
    void begin(Home home);

    /** Called when the program ends, to stop what no step has stopped. */
    default void end() {}
}
