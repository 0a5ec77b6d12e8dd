// SPDX-License-Identifier: Apache-2.0
/** The index itself: what a version becomes in it, how it follows the event log, and the one view through which it is read. */
@NullMarked
package dev.llmops.search.index;

import org.jspecify.annotations.NullMarked;
