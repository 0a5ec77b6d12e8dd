// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.content;

import dev.llmops.kernel.TenantId;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * When objects were last read. A read costs a map entry, and nothing when the row is less than an hour old; the keeper
 * writes the entries together. What is lost in a crash only makes an object look read a little earlier.
 */
@Singleton
final class ReadTimes {
    private static final Duration EXACT_TO = Duration.ofHours(1);
    private static final int MAX_ENTRIES = 10_000;

    private Map<TenantId, Map<String, Instant>> reads = new HashMap<>();
    private int entries;

    synchronized void note(TenantId tenant, ContentRow row, Instant now) {
        if (row.lastReadAt().plus(EXACT_TO).isAfter(now) || entries >= MAX_ENTRIES) {
            return;
        }
        if (reads.computeIfAbsent(tenant, any -> new HashMap<>()).put(row.sha256(), now) == null) {
            entries++;
        }
    }

    /** All that was noted, which is then forgotten. */
    synchronized Map<TenantId, Map<String, Instant>> take() {
        Map<TenantId, Map<String, Instant>> taken = reads;
        reads = new HashMap<>();
        entries = 0;
        return taken;
    }
}
