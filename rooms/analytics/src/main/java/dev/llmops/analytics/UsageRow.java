// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics;

import dev.llmops.contracts.analytics.UsageRecord;
import dev.llmops.contracts.costops.Pricing.Priced;

/**
 * A call that is over, with its price, and where in the log it was completed.
 *
 * @param endOffset of the record that completed it
 */
record UsageRow(UsageRecord call, Priced price, String lane, long endOffset) {}
