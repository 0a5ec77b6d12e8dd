// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.cache;

/** Who shares the answers of one service. */
public enum CacheScope {
    /** The keys of one subscription. */
    SUBSCRIPTION,
    /** Every subscription of the organisation to the service. */
    TENANT
}
