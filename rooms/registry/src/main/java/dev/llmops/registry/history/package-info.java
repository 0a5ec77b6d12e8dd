// SPDX-License-Identifier: Apache-2.0
/**
 * What changed of a version, when, by whom and why.
 */
@NullMarked
package dev.llmops.registry.history;

import org.jspecify.annotations.NullMarked;
