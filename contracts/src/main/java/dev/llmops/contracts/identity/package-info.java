// SPDX-License-Identifier: Apache-2.0
/** The door of identity: who calls, what they may do, and the keys they do it with. */
@NullMarked
package dev.llmops.contracts.identity;

import org.jspecify.annotations.NullMarked;
