// SPDX-License-Identifier: Apache-2.0
/**
 * Limits beyond a subscription's plan: of a key, a user, a team, the organisation. A call takes from all that hold for it or
 * from none, exactly under any concurrency; what it reserved is settled when it ends.
 */
@NullMarked
package dev.llmops.gateway.limit;

import org.jspecify.annotations.NullMarked;
