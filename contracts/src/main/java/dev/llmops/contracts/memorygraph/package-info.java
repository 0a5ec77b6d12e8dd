// SPDX-License-Identifier: Apache-2.0
/**
 * The door of memorygraph: typed nodes and edges that know since when they hold, and what lies above, below and between
 * them. A node is named by its natural key, so that nobody has to keep an id of it.
 */
@NullMarked
package dev.llmops.contracts.memorygraph;

import org.jspecify.annotations.NullMarked;
