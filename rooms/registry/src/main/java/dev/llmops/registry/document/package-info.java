// SPDX-License-Identifier: Apache-2.0
/**
 * Documents in YAML and JSON as one tree that knows where everything stands, their canonical text, and the differences
 * of two of them. It refuses what is too deep, too large or ambiguous, and knows nothing of assets.
 */
@NullMarked
package dev.llmops.registry.document;

import org.jspecify.annotations.NullMarked;
