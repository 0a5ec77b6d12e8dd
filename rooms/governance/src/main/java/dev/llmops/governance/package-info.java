// SPDX-License-Identifier: Apache-2.0
/**
 * One queue of decisions for every room: each request is decided exactly once, by somebody else than who asked, within
 * seven days. The room knows nothing of what is decided; the asking room hears of the decision through the event log.
 */
@NullMarked
package dev.llmops.governance;

import org.jspecify.annotations.NullMarked;
