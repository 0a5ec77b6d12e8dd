// SPDX-License-Identifier: Apache-2.0
/** The door of search: the hybrid index. */
@NullMarked
package dev.llmops.contracts.search;

import org.jspecify.annotations.NullMarked;
