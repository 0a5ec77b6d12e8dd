// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.analytics;

import java.time.Instant;
import java.util.Map;

/** Sums that the gateway rebuilds its quota counters from. */
public interface UsageTotals {
    /**
     * Calls that count ({@code CallStatus.counts}) and their tokens per subscription since a moment, over all tenants.
     * Waits until everything that stood in the ingest log when it was called is stored, so nothing is missing and
     * nothing is counted twice.
     */
    Map<String, Totals> since(Instant from);

    record Totals(long calls, long tokens) {}
}
