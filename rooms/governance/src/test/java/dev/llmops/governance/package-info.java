// SPDX-License-Identifier: Apache-2.0
/** The queue's promises, on a real database. */
@NullMarked
package dev.llmops.governance;

import org.jspecify.annotations.NullMarked;
