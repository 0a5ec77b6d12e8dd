// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

/**
 * How much one process takes on.
 *
 * @param maxCalls calls under way at once
 * @param maxBodyBytes of a request
 * @param bodyMillis for a request's body to arrive
 * @param stallMillis that a client may leave its answer unread
 * @param keyMillis that a call waits to learn whether its unknown key exists
 * @param shedLowMillis how far an event loop may be behind until calls of the low class are refused
 * @param shedMillis the same for those of the normal class
 * @param holdBytes of an answer that is not a stream, until it is passed on before its end is known
 */
record Bounds(
        int maxCalls,
        int maxBodyBytes,
        long bodyMillis,
        long stallMillis,
        long keyMillis,
        long shedLowMillis,
        long shedMillis,
        int holdBytes) {
    static final Bounds DEFAULT = new Bounds(20_000, 10 * 1024 * 1024, 30_000, 60_000, 500, 500, 2_000, 256 * 1024);
}
