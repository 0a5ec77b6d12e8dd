// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import dev.llmops.contracts.forge.UpstreamFailure;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long to wait before the next attempt: doubling from 100 ms to 800 ms, half of it by chance. */
final class Backoff {
    static final int MAX_RETRIES = 3;

    private static final long FIRST_MILLIS = 100;
    private static final long MAX_MILLIS = 800;

    private Backoff() {}

    /**
     * @param retries how many there were before
     */
    static long millis(int retries, UpstreamFailure failure) {
        long full = Math.min(MAX_MILLIS, FIRST_MILLIS << retries);
        long jittered = full / 2 + ThreadLocalRandom.current().nextLong(full / 2 + 1);
        if (failure instanceof UpstreamFailure.Refused refused) {
            Duration asked = refused.retryAfter();
            return asked == null ? jittered : Math.max(jittered, asked.toMillis());
        }
        return jittered;
    }
}
