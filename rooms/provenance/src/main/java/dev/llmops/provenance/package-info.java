// SPDX-License-Identifier: Apache-2.0
/** Signatures, attestations and bills of materials of registered assets, and the verdicts on them. */
@NullMarked
package dev.llmops.provenance;

import org.jspecify.annotations.NullMarked;
