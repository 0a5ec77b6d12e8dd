// SPDX-License-Identifier: Apache-2.0
/** The door of the marketplace: listings, plans, subscriptions. */
@NullMarked
package dev.llmops.contracts.marketplace;

import org.jspecify.annotations.NullMarked;
