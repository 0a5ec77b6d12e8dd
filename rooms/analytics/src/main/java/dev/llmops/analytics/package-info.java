// SPDX-License-Identifier: Apache-2.0
/**
 * Takes events and metered calls durably (ingest log), stores each exactly once (loader, one DuckDB file per UTC day)
 * and answers questions about them. It refuses to take what it cannot keep, and to show a tenant what is another's.
 */
@NullMarked
package dev.llmops.analytics;

import org.jspecify.annotations.NullMarked;
