// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.store;

import dev.llmops.contracts.analytics.UsageCodec;
import dev.llmops.contracts.analytics.UsageRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Calls whose open record was read and whose close record was not. Kept in memory only: after a restart they are read
 * again from the oldest one's offset.
 */
final class OpenCalls {
    private final Map<String, Open> open = new LinkedHashMap<>();

    private record Open(UsageRecord call, String lane, long startOffset) {}

    void opened(UsageRecord call, String lane, long startOffset) {
        open.putIfAbsent(call.callId(), new Open(call, lane, startOffset));
    }

    /** The whole call; empty when it was closed before, or never opened. */
    Optional<UsageRecord> closed(UsageCodec.Closed end) {
        Open begun = open.remove(end.callId());
        if (begun == null) {
            return Optional.empty();
        }
        UsageRecord call = begun.call();
        return Optional.of(new UsageRecord(
                call.callId(),
                call.tenant(),
                call.subscriptionId(),
                call.keyId(),
                call.serviceId(),
                call.service(),
                call.serviceVersion(),
                call.model(),
                call.priceProvider(),
                call.priceModel(),
                call.startedAt(),
                end.durationMillis(),
                end.ttftMillis(),
                call.stream(),
                end.status(),
                end.errorCode(),
                end.usage(),
                call.simulated()));
    }

    /** Takes out the calls that began before a moment: nobody will close them any more. */
    List<UsageRecord> takeStartedBefore(Instant moment) {
        List<UsageRecord> abandoned = new ArrayList<>();
        open.values().removeIf(begun -> {
            boolean old = begun.call().startedAt().isBefore(moment);
            if (old) {
                abandoned.add(begun.call());
            }
            return old;
        });
        return abandoned;
    }

    /** Where reading a lane must begin to find its open calls again. */
    long neededFrom(String lane, long position) {
        long needed = position;
        for (Open begun : open.values()) {
            if (begun.lane().equals(lane)) {
                needed = Math.min(needed, begun.startOffset());
            }
        }
        return needed;
    }

    int size() {
        return open.size();
    }

    void clear() {
        open.clear();
    }
}
