// SPDX-License-Identifier: Apache-2.0
/** Lineage: what was made from what, what ran with what, as of any time. */
@NullMarked
package dev.llmops.memorygraph;

import org.jspecify.annotations.NullMarked;
