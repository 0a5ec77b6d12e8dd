// SPDX-License-Identifier: Apache-2.0
/**
 * Many versions in and out, a line each. What was sent is on disk before it is acknowledged and is worked off in the
 * background: each line has exactly one result, also when the program is killed in between.
 */
@NullMarked
package dev.llmops.registry.transfer;

import org.jspecify.annotations.NullMarked;
