// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.sql;

/**
 * Reads over all tenants, as role {@code system}, which has policies on named tables only. For key lookup, login,
 * snapshots and lease scanners; the guard lists the classes that may use it.
 */
public interface SystemReads {
    <T> T read(Database.Query<T> query);
}
