// SPDX-License-Identifier: Apache-2.0
/** Tests of the encoder. */
@NullMarked
package dev.llmops.search.meaning;

import org.jspecify.annotations.NullMarked;
