// SPDX-License-Identifier: Apache-2.0
/** Questions to the store: read from JSON, turned into SQL with bound values, answered in pages. */
@NullMarked
package dev.llmops.analytics.query;

import org.jspecify.annotations.NullMarked;
