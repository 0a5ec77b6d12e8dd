// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.graphql;

import java.time.Duration;

/**
 * @param maxSockets of this process; one organisation may hold half of them
 * @param waiting how many of them may not have said yet who they are
 * @param operations of one socket at a time
 * @param introduction how long a client may take to say who it is
 * @param beat how often a client is asked whether it is there
 * @param slowest how long one answer may take to leave before the socket is closed
 */
record SocketLimits(
        int maxSockets, int waiting, int operations, Duration introduction, Duration beat, Duration slowest) {
    /** Of one message, in bytes and in characters. */
    static final int MAX_MESSAGE = 256 << 10;

    /** Answers that have not left yet. */
    static final int MAX_UNSENT_MESSAGES = 1_000;

    static final int MAX_QUEUED_MESSAGES = 128;
    static final int MAX_QUEUED_CHARACTERS = 1 << 20;

    static SocketLimits usual(int maxSockets) {
        return new SocketLimits(
                Math.max(2, maxSockets),
                200,
                100,
                Duration.ofSeconds(10),
                Duration.ofSeconds(20),
                Duration.ofSeconds(30));
    }

    int maxPerTenant() {
        return Math.max(1, maxSockets / 2);
    }
}
