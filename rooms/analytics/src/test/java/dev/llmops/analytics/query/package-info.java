// SPDX-License-Identifier: Apache-2.0
/** Tests of the analytics room. */
@NullMarked
package dev.llmops.analytics.query;

import org.jspecify.annotations.NullMarked;
