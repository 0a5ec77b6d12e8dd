// SPDX-License-Identifier: Apache-2.0
/**
 * Names that lead to a version and may be moved, with all their moves. An alias never leads to a draft or a retired version.
 */
@NullMarked
package dev.llmops.registry.alias;

import org.jspecify.annotations.NullMarked;
