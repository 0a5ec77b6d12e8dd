// SPDX-License-Identifier: Apache-2.0
/** The door of memorygraph: lineage. */
@NullMarked
package dev.llmops.contracts.memorygraph;

import org.jspecify.annotations.NullMarked;
