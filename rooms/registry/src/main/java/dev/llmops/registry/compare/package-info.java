// SPDX-License-Identifier: Apache-2.0
/**
 * What differs between two versions, and whether it breaks those who use them.
 */
@NullMarked
package dev.llmops.registry.compare;

import org.jspecify.annotations.NullMarked;
