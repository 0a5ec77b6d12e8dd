// SPDX-License-Identifier: Apache-2.0
/** Semantic versions, their precedence, and ranges of them. */
@NullMarked
package dev.llmops.registry.version;

import org.jspecify.annotations.NullMarked;
