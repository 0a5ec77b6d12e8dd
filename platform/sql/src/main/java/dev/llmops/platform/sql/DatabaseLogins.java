// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.sql;

/**
 * The three roles of the product.
 *
 * @param owner migrates, and nothing else
 * @param serve sees one tenant per transaction
 * @param system reads named tables over all tenants
 */
public record DatabaseLogins(DatabaseLogin owner, DatabaseLogin serve, DatabaseLogin system) {}
