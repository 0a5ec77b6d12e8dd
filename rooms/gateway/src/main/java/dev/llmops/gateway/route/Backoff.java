// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.route;

import dev.llmops.contracts.forge.UpstreamFailure;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** How long to wait before the next attempt: doubling, half of it by chance, and never less than the upstream asks. */
public final class Backoff {
    private Backoff() {}

    /**
     * @param retries how many there were before
     */
    public static long millis(RouteSpec.Retry rule, int retries, UpstreamFailure failure) {
        long full = Math.min(rule.maxMillis(), rule.firstMillis() << Math.min(retries, 20));
        long jittered = full / 2 + ThreadLocalRandom.current().nextLong(full / 2 + 1);
        return Math.max(jittered, askedMillis(failure));
    }

    /** What the upstream asks for; 0 when it does not. */
    static long askedMillis(UpstreamFailure failure) {
        if (failure instanceof UpstreamFailure.Refused refused) {
            @Nullable Duration asked = refused.retryAfter();
            return asked == null ? 0 : asked.toMillis();
        }
        return 0;
    }
}
