// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.home;

/**
 * A part of the start that must happen in order, and its counterpart at the stop. Steps start by rising order on a
 * virtual thread while the HTTP server already listens and answers {@code /health/ready} with 503; they stop in
 * reverse. Orders: 10 database, 20 identity, 30 costops, 40 analytics, 50 marketplace, 60 gateway, 80 demo, 90 banner.
 */
public interface LifecycleStep {
    /** For messages, such as {@code analytics}. */
    String name();

    int order();

    /** When false, the step runs even while the database is away; it must then cope. */
    default boolean needsDatabase() {
        return true;
    }

    /** Throwing ends the program with the message, except when the step needs the database and that went away. */
    void start() throws Exception;

    /** Called once at the stop, also when {@code start} failed half way. */
    default void stop() {}
}
