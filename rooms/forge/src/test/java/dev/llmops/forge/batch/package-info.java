// SPDX-License-Identifier: Apache-2.0
/** Batches over a real database and a gateway that answers by a script. */
@NullMarked
package dev.llmops.forge.batch;

import org.jspecify.annotations.NullMarked;
