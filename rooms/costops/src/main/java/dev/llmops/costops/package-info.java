// SPDX-License-Identifier: Apache-2.0
/**
 * What a token costs: a price list the product ships, with source and validity, and the arithmetic over it. It refuses
 * to guess: what has no price is unpriced, never zero.
 */
@NullMarked
package dev.llmops.costops;

import org.jspecify.annotations.NullMarked;
