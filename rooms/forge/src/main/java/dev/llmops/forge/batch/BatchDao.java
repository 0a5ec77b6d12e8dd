// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.batch;

import dev.llmops.kernel.TenantId;
import dev.llmops.platform.sql.Jsonb;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Batches. Leases run by the database's clock, so that processes whose clocks differ agree on them. */
record BatchDao(Handle sql) {
    private static final String COLUMNS = """
            tenant, id, subscription_id, key_id, endpoint, input_file_id, output_file_id, error_file_id,
            completion_window, state, CAST(metadata AS text) AS metadata, CAST(faults AS text) AS faults, total,
            completed, failed, created_at, expires_at, in_progress_at, finalizing_at, cancelling_at, ended_at
            """;

    /** @param faults why the file was not acceptable, as a list of OpenAI's dialect */
    record Row(
            TenantId tenant,
            String id,
            String subscriptionId,
            String keyId,
            String endpoint,
            String inputFileId,
            @Nullable String outputFileId,
            @Nullable String errorFileId,
            String completionWindow,
            BatchState state,
            Jsonb metadata,
            @Nullable Jsonb faults,
            int total,
            int completed,
            int failed,
            OffsetDateTime createdAt,
            OffsetDateTime expiresAt,
            @Nullable OffsetDateTime inProgressAt,
            @Nullable OffsetDateTime finalizingAt,
            @Nullable OffsetDateTime cancellingAt,
            @Nullable OffsetDateTime endedAt) {}

    /** A batch that somebody should work on, or that may go. */
    record Place(TenantId tenant, String id) {}

    void insert(Row row) {
        sql.createUpdate("""
                        INSERT INTO forge.batch (
                            tenant, id, subscription_id, key_id, endpoint, input_file_id, completion_window, state,
                            metadata, total, completed, failed, created_at, expires_at)
                        VALUES (
                            :tenant, :id, :subscription, :key, :endpoint, :file, :window, 'validating', :metadata, 0, 0, 0,
                            :createdAt, :expiresAt)""")
                .bind("tenant", row.tenant())
                .bind("id", row.id())
                .bind("subscription", row.subscriptionId())
                .bind("key", row.keyId())
                .bind("endpoint", row.endpoint())
                .bind("file", row.inputFileId())
                .bind("window", row.completionWindow())
                .bind("metadata", row.metadata())
                .bind("createdAt", row.createdAt())
                .bind("expiresAt", row.expiresAt())
                .execute();
    }

    Optional<Row> find(String id) {
        return sql.createQuery("SELECT " + COLUMNS + " FROM forge.batch WHERE id = :id")
                .bind("id", id)
                .mapTo(Row.class)
                .findOne();
    }

    List<Row> list(String subscription, OpenAiList.Page page) {
        return sql.createQuery("SELECT " + COLUMNS + " FROM forge.batch WHERE subscription_id = :subscription AND "
                        + page.condition() + " ORDER BY id " + page.direction() + " LIMIT :limit")
                .bind("subscription", subscription)
                .bind("after", page.after())
                .bind("limit", page.limit() + 1)
                .mapTo(Row.class)
                .list();
    }

    int open(String subscription) {
        return sql.createQuery("""
                        SELECT count(*) FROM forge.batch WHERE subscription_id = :subscription AND ended_at IS NULL""")
                .bind("subscription", subscription)
                .mapTo(Integer.class)
                .one();
    }

    /** A batch that still needs the file. */
    Optional<String> needing(String fileId) {
        return sql.createQuery("""
                        SELECT id FROM forge.batch WHERE input_file_id = :file AND ended_at IS NULL LIMIT 1""").bind("file", fileId).mapTo(String.class).findOne();
    }

    /**
     * Of every tenant, as role {@code system}: the oldest of each subscription that has fewer under work than it may
     * have, so that none waits for another's.
     */
    List<Place> due(int atOnce, int max) {
        return sql.createQuery("""
                        SELECT tenant, id FROM (
                            SELECT DISTINCT ON (tenant, subscription_id) tenant, id, created_at
                            FROM forge.batch AS b
                            WHERE ended_at IS NULL AND (lease_until IS NULL OR lease_until < now())
                                AND :atOnce > (
                                    SELECT count(*) FROM forge.batch AS o
                                    WHERE o.tenant = b.tenant AND o.subscription_id = b.subscription_id
                                        AND o.ended_at IS NULL AND o.lease_until >= now())
                            ORDER BY tenant, subscription_id, created_at) AS first
                        ORDER BY created_at
                        LIMIT :max""")
                .bind("atOnce", atOnce)
                .bind("max", max)
                .map((row, context) -> new Place(new TenantId(row.getString("tenant")), row.getString("id")))
                .list();
    }

    /** Of every tenant, as role {@code system}. */
    List<Place> old(Instant endedBefore, int max) {
        return sql.createQuery(
                        "SELECT tenant, id FROM forge.batch WHERE ended_at < :before ORDER BY ended_at LIMIT :max")
                .bind("before", endedBefore)
                .bind("max", max)
                .map((row, context) -> new Place(new TenantId(row.getString("tenant")), row.getString("id")))
                .list();
    }

    void delete(String id) {
        sql.createUpdate("DELETE FROM forge.batch WHERE id = :id AND ended_at IS NOT NULL")
                .bind("id", id)
                .execute();
    }

    boolean claim(String id, String owner, Duration lease) {
        return sql.createUpdate("""
                        UPDATE forge.batch SET lease_owner = :owner, lease_until = now() + CAST(:lease AS interval)
                        WHERE id = :id AND ended_at IS NULL AND (lease_until IS NULL OR lease_until < now())""")
                        .bind("id", id)
                        .bind("owner", owner)
                        .bind("lease", lease.toString())
                        .execute()
                == 1;
    }

    /** Goes on holding it and tells its state; empty when another has it, or it is gone. */
    Optional<BatchState> renew(String id, String owner, Duration lease) {
        return sql.createQuery("""
                        UPDATE forge.batch SET lease_until = now() + CAST(:lease AS interval)
                        WHERE id = :id AND lease_owner = :owner
                        RETURNING state""")
                .bind("id", id)
                .bind("owner", owner)
                .bind("lease", lease.toString())
                .map((row, context) -> BatchState.of(row.getString(1)))
                .findOne();
    }

    void release(String id, String owner) {
        sql.createUpdate("""
                        UPDATE forge.batch SET lease_owner = NULL, lease_until = NULL
                        WHERE id = :id AND lease_owner = :owner""").bind("id", id).bind("owner", owner).execute();
    }

    /** The file was looked over; from here lines are called, unless it is being cancelled. */
    void begin(String id, int total, Instant now) {
        sql.createUpdate("""
                        UPDATE forge.batch SET total = :total, in_progress_at = :now,
                            state = CASE WHEN state = 'validating' THEN 'in_progress' ELSE state END
                        WHERE id = :id AND state IN ('validating', 'cancelling')""")
                .bind("id", id)
                .bind("total", total)
                .bind("now", now)
                .execute();
    }

    void fail(String id, Jsonb faults, Instant now) {
        sql.createUpdate("""
                        UPDATE forge.batch SET state = 'failed', faults = :faults, ended_at = :now, lease_owner = NULL,
                            lease_until = NULL
                        WHERE id = :id AND ended_at IS NULL""")
                .bind("id", id)
                .bind("faults", faults)
                .bind("now", now)
                .execute();
    }

    void finalizing(String id, Instant now) {
        sql.createUpdate("""
                        UPDATE forge.batch SET state = 'finalizing', finalizing_at = :now
                        WHERE id = :id AND state = 'in_progress'""").bind("id", id).bind("now", now).execute();
    }

    boolean cancel(String id, Instant now) {
        return sql.createUpdate("""
                        UPDATE forge.batch SET state = 'cancelling', cancelling_at = :now
                        WHERE id = :id AND state IN ('validating', 'in_progress')""").bind("id", id).bind("now", now).execute() == 1;
    }

    void count(String id, int completed, int failed) {
        sql.createUpdate("""
                        UPDATE forge.batch SET completed = completed + :completed, failed = failed + :failed
                        WHERE id = :id""")
                .bind("id", id)
                .bind("completed", completed)
                .bind("failed", failed)
                .execute();
    }

    /** Under a lock of the row: who cancelled it before is heard. */
    void end(String id, BatchState state, @Nullable String output, @Nullable String errors, Instant now) {
        sql.createUpdate("""
                        UPDATE forge.batch SET
                            state = CASE WHEN state = 'cancelling' THEN 'cancelled' ELSE :state END, output_file_id = :output, error_file_id = :errors,
                            ended_at = :now, lease_owner = NULL, lease_until = NULL
                        WHERE id = :id""")
                .bind("id", id)
                .bind("state", state.wireName())
                .bind("output", output)
                .bind("errors", errors)
                .bind("now", now)
                .execute();
    }
}
