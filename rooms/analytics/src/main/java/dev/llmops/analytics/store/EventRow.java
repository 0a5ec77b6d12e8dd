// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.store;

/**
 * An event and where it stands in the log.
 *
 * @param endOffset of its record
 */
record EventRow(StoredEvent event, String lane, long endOffset) {}
