// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The table {@code web.idempotency}. */
final class IdempotencyDao {
    private static final int CLEANED_AT_ONCE = 100;
    private static final int MAX_TENANTS = 1_000;

    private final Handle sql;

    IdempotencyDao(Handle sql) {
        this.sql = sql;
    }

    /** Who repeats what. */
    record Slot(String tenant, String principal, String key) {
        Map<String, String> names() {
            return Map.of("tenant", tenant, "principal", principal, "key", key);
        }
    }

    record Row(String requestSha256, @Nullable String response, Instant createdAt, Instant attemptedAt) {}

    /** Whether this request was the first; a concurrent one waits here until the other's insert is committed. */
    boolean insert(Slot slot, String requestSha256, String attempt, Instant now) {
        return sql.createUpdate("""
                        INSERT INTO web.idempotency (tenant, principal, key, request_sha256, attempt, created_at, attempted_at)
                        VALUES (:tenant, :principal, :key, :sha, :attempt, :now, :now)
                        ON CONFLICT (tenant, principal, key) DO NOTHING
                        """)
                        .bindMap(slot.names())
                        .bind("sha", requestSha256)
                        .bind("attempt", attempt)
                        .bind("now", utc(now))
                        .execute()
                == 1;
    }

    Optional<Row> lock(Slot slot) {
        return sql.createQuery("""
                        SELECT request_sha256, response, created_at, attempted_at
                        FROM web.idempotency
                        WHERE tenant = :tenant AND principal = :principal AND key = :key
                        FOR UPDATE
                        """)
                .bindMap(slot.names())
                .map((row, context) -> new Row(
                        row.getString("request_sha256"),
                        row.getString("response"),
                        row.getObject("created_at", OffsetDateTime.class).toInstant(),
                        row.getObject("attempted_at", OffsetDateTime.class).toInstant()))
                .findOne();
    }

    /** Starts over: the row is too old, or its attempt was lost. */
    void restart(Slot slot, String requestSha256, String attempt, Instant createdAt, Instant now) {
        sql.createUpdate("""
                        UPDATE web.idempotency
                        SET request_sha256 = :sha, attempt = :attempt, response = NULL, created_at = :created, attempted_at = :now
                        WHERE tenant = :tenant AND principal = :principal AND key = :key
                        """)
                .bindMap(slot.names())
                .bind("sha", requestSha256)
                .bind("attempt", attempt)
                .bind("created", utc(createdAt))
                .bind("now", utc(now))
                .execute();
    }

    void finish(Slot slot, String attempt, String response) {
        sql.createUpdate("""
                        UPDATE web.idempotency SET response = :response
                        WHERE tenant = :tenant AND principal = :principal AND key = :key AND attempt = :attempt
                        """)
                .bindMap(slot.names())
                .bind("attempt", attempt)
                .bind("response", response)
                .execute();
    }

    void forget(Slot slot, String attempt) {
        sql.createUpdate("""
                        DELETE FROM web.idempotency
                        WHERE tenant = :tenant AND principal = :principal AND key = :key AND attempt = :attempt
                        """).bindMap(slot.names()).bind("attempt", attempt).execute();
    }

    /** Removes some rows of the open tenant that nobody may ask for any more. */
    int clean(Instant createdBefore) {
        return sql.createUpdate("""
                        DELETE FROM web.idempotency WHERE ctid IN (
                          SELECT ctid FROM web.idempotency WHERE created_at < :before LIMIT :many FOR UPDATE SKIP LOCKED)
                        """)
                .bind("before", utc(createdBefore))
                .bind("many", CLEANED_AT_ONCE)
                .execute();
    }

    /** Over all tenants, as role {@code system}: whose rows are due for removal. */
    List<String> tenantsWithRowsBefore(Instant createdBefore) {
        return sql.createQuery("SELECT DISTINCT tenant FROM web.idempotency WHERE created_at < :before LIMIT :many")
                .bind("before", utc(createdBefore))
                .bind("many", MAX_TENANTS)
                .mapTo(String.class)
                .list();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
