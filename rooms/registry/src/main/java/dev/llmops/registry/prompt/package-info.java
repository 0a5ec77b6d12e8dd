// SPDX-License-Identifier: Apache-2.0
/**
 * Turns a prompt and its variables into messages. What a variable holds is data, never a template.
 */
@NullMarked
package dev.llmops.registry.prompt;

import org.jspecify.annotations.NullMarked;
