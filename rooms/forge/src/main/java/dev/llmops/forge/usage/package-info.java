// SPDX-License-Identifier: Apache-2.0
/**
 * What providers say that a call used, read by streaming and told in one way. One form per way of writing it down; whoever
 * reads an answer hands over the parser where the usage stands.
 */
@NullMarked
package dev.llmops.forge.usage;

import org.jspecify.annotations.NullMarked;
