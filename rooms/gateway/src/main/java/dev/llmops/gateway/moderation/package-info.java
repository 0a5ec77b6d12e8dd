// SPDX-License-Identifier: Apache-2.0
/**
 * What stands in a text that perhaps should not: a score for each of OpenAI's categories, found in this process by rules
 * that anybody can read. It is a first net, not a judge; {@link dev.llmops.gateway.moderation.Moderator} is where a better one goes.
 */
@NullMarked
package dev.llmops.gateway.moderation;

import org.jspecify.annotations.NullMarked;
