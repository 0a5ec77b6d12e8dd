// SPDX-License-Identifier: Apache-2.0
/** Anthropic's {@code messages}, read and written as the public reference describes them. */
@NullMarked
package dev.llmops.forge.dialect.anthropic;

import org.jspecify.annotations.NullMarked;
