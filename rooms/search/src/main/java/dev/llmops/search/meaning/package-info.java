// SPDX-License-Identifier: Apache-2.0
/** Turns texts into vectors, natively and on few threads, and keeps what was turned. */
@NullMarked
package dev.llmops.search.meaning;

import org.jspecify.annotations.NullMarked;
