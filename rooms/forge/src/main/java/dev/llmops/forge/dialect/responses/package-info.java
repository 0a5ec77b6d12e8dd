// SPDX-License-Identifier: Apache-2.0
/** OpenAI's {@code responses}, as a client speaks it. Nothing is stored: a request says all there is to know. */
@NullMarked
package dev.llmops.forge.dialect.responses;

import org.jspecify.annotations.NullMarked;
