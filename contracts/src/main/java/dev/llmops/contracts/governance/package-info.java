// SPDX-License-Identifier: Apache-2.0
/** The door of governance: one queue of approvals for every room. */
@NullMarked
package dev.llmops.contracts.governance;

import org.jspecify.annotations.NullMarked;
