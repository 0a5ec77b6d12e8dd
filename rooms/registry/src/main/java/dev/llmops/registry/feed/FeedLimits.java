// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.feed;

import java.time.Duration;

/**
 * @param maxStreams of this process; one organisation may hold half of them
 * @param beat how often an idle stream hears something, and how often its caller's rights are asked again
 * @param slowest how long one write may take before the stream is cut
 */
record FeedLimits(int maxStreams, Duration beat, Duration slowest) {
    /** What one read of the log brings to a stream that is behind. */
    static final int BATCH = 200;

    int maxPerTenant() {
        return Math.max(1, maxStreams / 2);
    }
}
