// SPDX-License-Identifier: Apache-2.0
/** Published vectors and hostile input. */
@NullMarked
package dev.llmops.provenance.crypto;

import org.jspecify.annotations.NullMarked;
