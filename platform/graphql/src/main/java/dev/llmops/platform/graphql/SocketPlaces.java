// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.graphql;

import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** How many sockets there are, in all and of each organisation. */
final class SocketPlaces {
    private final SocketLimits limits;
    private final Map<TenantId, Integer> known = new HashMap<>();
    private int open;
    private int waiting;

    SocketPlaces(SocketLimits limits) {
        this.limits = limits;
    }

    /** A place for somebody who has not said yet who they are; refuses with {@code overloaded}. */
    synchronized void enter() {
        if (open >= limits.maxSockets() || waiting >= limits.waiting()) {
            throw full();
        }
        open++;
        waiting++;
    }

    synchronized void introduced(TenantId tenant) {
        int held = known.getOrDefault(tenant, 0);
        if (held >= limits.maxPerTenant()) {
            throw full();
        }
        known.put(tenant, held + 1);
        waiting--;
    }

    synchronized void leaveUnknown() {
        open--;
        waiting--;
    }

    synchronized void leave(TenantId tenant) {
        open--;
        known.computeIfPresent(tenant, (same, held) -> held == 1 ? null : held - 1);
    }

    synchronized int open() {
        return open;
    }

    private static Problem full() {
        return new Problem(
                ErrorCode.OVERLOADED,
                "There are as many WebSockets as this process serves; close some, or try again later",
                Duration.ofSeconds(30));
    }
}
