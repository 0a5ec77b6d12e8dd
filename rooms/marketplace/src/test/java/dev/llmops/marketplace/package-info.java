// SPDX-License-Identifier: Apache-2.0
/** The marketplace's promises, on a real database and hand-written doors of the other rooms. */
@NullMarked
package dev.llmops.marketplace;

import org.jspecify.annotations.NullMarked;
