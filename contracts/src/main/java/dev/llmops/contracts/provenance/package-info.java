// SPDX-License-Identifier: Apache-2.0
/** The door of provenance: signatures, attestations, bills of materials. */
@NullMarked
package dev.llmops.contracts.provenance;

import org.jspecify.annotations.NullMarked;
