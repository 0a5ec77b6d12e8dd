// SPDX-License-Identifier: Apache-2.0
/** The graph's promises, on a real database. */
@NullMarked
package dev.llmops.memorygraph;

import org.jspecify.annotations.NullMarked;
