// SPDX-License-Identifier: Apache-2.0
/** OpenAI's {@code chat/completions} and its errors, read and written as the public reference describes them. */
@NullMarked
package dev.llmops.forge.dialect.openai;

import org.jspecify.annotations.NullMarked;
