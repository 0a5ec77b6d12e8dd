// SPDX-License-Identifier: Apache-2.0
/** The door of analytics: the ingest log and the query over what was stored. */
@NullMarked
package dev.llmops.contracts.analytics;

import org.jspecify.annotations.NullMarked;
