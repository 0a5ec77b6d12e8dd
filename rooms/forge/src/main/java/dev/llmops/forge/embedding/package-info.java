// SPDX-License-Identifier: Apache-2.0
/**
 * Texts as vectors: requests and answers of {@code embeddings} read and written, for upstreams that say it otherwise,
 * and for the simulator. Vectors are floats; in base64 they are little-endian, as OpenAI sends them.
 */
@NullMarked
package dev.llmops.forge.embedding;

import org.jspecify.annotations.NullMarked;
