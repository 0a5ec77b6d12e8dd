// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.sql;

/**
 * A JSON text bound to, or read from, a {@code jsonb} column.
 *
 * @param text as PostgreSQL wrote it when it was read: keys in PostgreSQL's order
 */
public record Jsonb(String text) {}
