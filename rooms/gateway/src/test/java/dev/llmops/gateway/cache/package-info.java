// SPDX-License-Identifier: Apache-2.0
/** Shows that requests share a key only when they ask the same. */
@NullMarked
package dev.llmops.gateway.cache;

import org.jspecify.annotations.NullMarked;
