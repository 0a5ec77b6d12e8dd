// SPDX-License-Identifier: Apache-2.0
/**
 * The closure of what is required, as exact versions with their digests.
 */
@NullMarked
package dev.llmops.registry.lock;

import org.jspecify.annotations.NullMarked;
