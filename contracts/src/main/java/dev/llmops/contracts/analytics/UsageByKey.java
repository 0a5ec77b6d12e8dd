// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.analytics;

import dev.llmops.kernel.TenantId;
import java.time.Instant;
import java.util.List;

/** Sums that the gateway rebuilds the counts of its limits from. */
@FunctionalInterface
public interface UsageByKey {
    /**
     * Calls that count ({@code CallStatus.counts}), their tokens and cost per key since a moment, over all tenants. Waits
     * like {@link UsageTotals#since}.
     */
    List<Totals> since(Instant from);

    /**
     * @param costMicroUsd by the price list of the time; calls without a price cost nothing here
     */
    record Totals(TenantId tenant, String keyId, long calls, long inputTokens, long outputTokens, long costMicroUsd) {}
}
