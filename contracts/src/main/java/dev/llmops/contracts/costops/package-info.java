// SPDX-License-Identifier: Apache-2.0
/** The door of costops: what a token costs. */
@NullMarked
package dev.llmops.contracts.costops;

import org.jspecify.annotations.NullMarked;
