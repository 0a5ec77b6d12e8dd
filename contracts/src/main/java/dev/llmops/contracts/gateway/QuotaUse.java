// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.gateway;

import java.time.Instant;

/** What subscriptions have used of their quota, as the data plane counts it. Reads memory only. */
public interface QuotaUse {
    /** The present period's counts; zeros for a subscription that has not called yet. */
    Use used(String subscriptionId);

    /**
     * @param requests calls that count: answered or aborted
     * @param tokens input and output tokens of those calls
     * @param periodStart first instant of the calendar month, UTC
     * @param resetsAt first instant of the next one
     */
    record Use(long requests, long tokens, Instant periodStart, Instant resetsAt) {}
}
