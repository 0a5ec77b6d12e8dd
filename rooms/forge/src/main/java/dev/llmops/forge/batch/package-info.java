// SPDX-License-Identifier: Apache-2.0
/**
 * Files and batches of OpenAI's dialect. A batch's lines are called like calls on {@code /v1}, its results are written
 * once and survive the process, and what belongs to one subscription is nobody else's.
 */
@NullMarked
package dev.llmops.forge.batch;

import org.jspecify.annotations.NullMarked;
