// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.webhook;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * @param tries how often a delivery is tried before it is dead
 * @param firstPause between the first and the second try; each further pause is four times as long, ± 20 %
 * @param timeout of one try
 * @param disableAfter how long a webhook may fail without one success
 * @param lease how long a process holds a webhook without a sign of life; longer than a try takes
 */
record WebhookSettings(int tries, Duration firstPause, Duration timeout, Duration disableAfter, Duration lease) {
    static final int PARALLEL = 32;
    static final int MAX_PER_TENANT = 100;
    static final int MAX_PENDING = 10_000;
    static final Duration DELIVERED_KEPT = Duration.ofDays(7);
    static final Duration DEAD_KEPT = Duration.ofDays(30);
    static final Duration DEFAULT_OVERLAP = Duration.ofDays(1);
    static final Duration MAX_OVERLAP = Duration.ofDays(7);
    private static final Duration LONGEST_PAUSE = Duration.ofDays(1);
    private static final double JITTER = 0.2;

    WebhookSettings {
        if (tries < 1 || tries > 20 || lease.compareTo(timeout) <= 0) {
            throw new IllegalArgumentException("llmops.webhooks.tries: " + tries + " (expected: 1 to 20)");
        }
    }

    /**
     * @param failed how many tries failed so far, from 1
     */
    Duration pause(int failed, RandomGenerator random) {
        double millis = (double) firstPause.toMillis() * Math.pow(4, failed - 1.0);
        double spread = millis * (1 - JITTER + 2 * JITTER * random.nextDouble());
        return Duration.ofMillis((long) Math.min(spread, (double) LONGEST_PAUSE.toMillis()));
    }
}
