// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.route;

/** By what a route orders its targets; what is equal is drawn by weight. */
public enum RouteStrategy {
    /** The smallest number first. */
    PRIORITY,
    /** By chance, each target as often as its weight says. */
    WEIGHTED,
    /** Whose measured time to the first byte and throughput promise the earliest end. */
    LEAST_LATENCY,
    /** The smallest estimated price of this call. */
    LEAST_COST,
    /** The fewest calls under way from this process. */
    LEAST_BUSY;

    /** Whether the order follows what is measured, and so changes from call to call. */
    boolean measured() {
        return this == LEAST_LATENCY || this == LEAST_COST || this == LEAST_BUSY;
    }
}
