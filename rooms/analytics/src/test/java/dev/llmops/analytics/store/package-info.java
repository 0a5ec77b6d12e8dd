// SPDX-License-Identifier: Apache-2.0
/** Tests of the analytics room. */
@NullMarked
package dev.llmops.analytics.store;

import org.jspecify.annotations.NullMarked;
