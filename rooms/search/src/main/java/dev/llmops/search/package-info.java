// SPDX-License-Identifier: Apache-2.0
/** The hybrid index over assets: words, labels, meaning. */
@NullMarked
package dev.llmops.search;

import org.jspecify.annotations.NullMarked;
