// SPDX-License-Identifier: Apache-2.0
/**
 * OpenSSF Model Signing v1.0: bundles over the files of a model, made and verified. Archives are read as they arrive,
 * within bounds, and nothing of them is written anywhere.
 */
@NullMarked
package dev.llmops.provenance.model;

import org.jspecify.annotations.NullMarked;
