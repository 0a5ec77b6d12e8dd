// SPDX-License-Identifier: Apache-2.0
/** Measures the rules by texts that somebody labelled. */
@NullMarked
package dev.llmops.gateway.moderation;

import org.jspecify.annotations.NullMarked;
