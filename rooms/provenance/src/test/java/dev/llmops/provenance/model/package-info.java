// SPDX-License-Identifier: Apache-2.0
/** The promises of this part, on published vectors, made keys and a real database. */
@NullMarked
package dev.llmops.provenance.model;

import org.jspecify.annotations.NullMarked;
