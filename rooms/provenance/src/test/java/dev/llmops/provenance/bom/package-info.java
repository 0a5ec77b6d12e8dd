// SPDX-License-Identifier: Apache-2.0
/** Bills in and out, by the specification's own schemas. */
@NullMarked
package dev.llmops.provenance.bom;

import org.jspecify.annotations.NullMarked;
