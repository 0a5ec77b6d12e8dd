// SPDX-License-Identifier: Apache-2.0
/** Gemini's {@code generateContent}, as an upstream speaks it. */
@NullMarked
package dev.llmops.forge.dialect.gemini;

import org.jspecify.annotations.NullMarked;
