// SPDX-License-Identifier: Apache-2.0
/** Tests of search, with a catalogue in memory and an index on disk. */
@NullMarked
package dev.llmops.search;

import org.jspecify.annotations.NullMarked;
