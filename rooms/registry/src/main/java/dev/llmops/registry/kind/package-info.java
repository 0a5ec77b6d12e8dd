// SPDX-License-Identifier: Apache-2.0
/**
 * Kinds of assets that an administrator registers for the organisation: a name and the JSON Schema of their spec. It
 * refuses schemas that lead elsewhere, back to themselves or to checks without end.
 */
@NullMarked
package dev.llmops.registry.kind;

import org.jspecify.annotations.NullMarked;
