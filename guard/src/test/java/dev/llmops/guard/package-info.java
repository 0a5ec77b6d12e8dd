// SPDX-License-Identifier: Apache-2.0
/**
 * The rules of the house and the journeys of the whole product: what no single room can promise. Runs against the
 * assembled app as a process of its own, with real clients.
 */
@NullMarked
package dev.llmops.guard;

import org.jspecify.annotations.NullMarked;
