// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.sql;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.kernel.EventLog;
import dev.llmops.kernel.TenantId;
import org.jdbi.v3.core.Handle;

/**
 * Transactions of the rooms, as role {@code serve}: each sees one tenant only. At most 10 s long; no network or model
 * call inside. While the database is away every method refuses with {@code unavailable}.
 */
public interface Database {
    /** Reads within one read-only transaction. */
    <T> T read(TenantId tenant, Query<T> query);

    /** Changes within one transaction; what was appended to the log commits with it, then followers are woken. */
    <T> T change(Caller caller, Change<T> change);

    /** Whether the database answered within the last second or so. */
    boolean available();

    /** Work that reads. */
    @FunctionalInterface
    interface Query<T> {
        T with(Handle sql);
    }

    /** Work that changes and says so. */
    @FunctionalInterface
    interface Change<T> {
        T with(Handle sql, EventLog events);
    }
}
