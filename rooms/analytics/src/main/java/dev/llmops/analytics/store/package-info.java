// SPDX-License-Identifier: Apache-2.0
/** The event store: the loader follows the log into one DuckDB file a day, each record exactly once. */
@NullMarked
package dev.llmops.analytics.store;

import org.jspecify.annotations.NullMarked;
