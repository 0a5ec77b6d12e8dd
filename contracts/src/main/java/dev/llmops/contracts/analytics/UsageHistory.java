// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.analytics;

import java.util.List;

/** Takes in usage that did not pass the gateway just now: what {@code --demo} shows as the past. */
public interface UsageHistory {
    /**
     * Stores calls durably, through the same log and loader as live ones, and returns once they are acknowledged.
     *
     * @param calls with {@code simulated} set; started at most 400 days ago. Calls whose id is known already are ignored
     */
    void backfill(List<UsageRecord> calls);
}
