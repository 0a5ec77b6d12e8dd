// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.batch;

import dev.llmops.kernel.TenantId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Files and their parts. */
record FileDao(Handle sql) {
    private static final String COLUMNS =
            "id, subscription_id, purpose, filename, bytes, lines, batch_id, answered, created_at, expires_at";

    /**
     * @param batchId of a file that a batch wrote; it is read out of the batch's results
     * @param answered which of the batch's results it holds
     */
    record Row(
            String id,
            String subscriptionId,
            String purpose,
            String filename,
            long bytes,
            long lines,
            @Nullable String batchId,
            @Nullable Boolean answered,
            OffsetDateTime createdAt,
            OffsetDateTime expiresAt) {}

    /** A file whose time is over. */
    record Expired(TenantId tenant, String subscriptionId, String id) {}

    void insert(String tenant, Row row, String state) {
        sql.createUpdate("""
                        INSERT INTO forge.file (
                            tenant, id, subscription_id, purpose, filename, bytes, lines, state, batch_id, answered,
                            created_at, expires_at)
                        VALUES (
                            :tenant, :id, :subscription, :purpose, :filename, :bytes, :lines, :state, :batch, :answered,
                            :createdAt, :expiresAt)""")
                .bind("tenant", tenant)
                .bind("id", row.id())
                .bind("subscription", row.subscriptionId())
                .bind("purpose", row.purpose())
                .bind("filename", row.filename())
                .bind("bytes", row.bytes())
                .bind("lines", row.lines())
                .bind("state", state)
                .bind("batch", row.batchId())
                .bind("answered", row.answered())
                .bind("createdAt", row.createdAt())
                .bind("expiresAt", row.expiresAt())
                .execute();
    }

    void addPart(String tenant, String id, int part, byte[] data) {
        sql.createUpdate(
                        "INSERT INTO forge.file_part (tenant, file_id, part, data) VALUES (:tenant, :id, :part, :data)")
                .bind("tenant", tenant)
                .bind("id", id)
                .bind("part", part)
                .bind("data", data)
                .execute();
    }

    /** The file has arrived; from now on it is there. */
    void ready(Row row) {
        sql.createUpdate("""
                        UPDATE forge.file SET
                            state = 'ready', filename = :filename, bytes = :bytes, lines = :lines, expires_at = :expiresAt
                        WHERE id = :id""")
                .bind("id", row.id())
                .bind("filename", row.filename())
                .bind("bytes", row.bytes())
                .bind("lines", row.lines())
                .bind("expiresAt", row.expiresAt())
                .execute();
    }

    Optional<Row> find(String subscription, String id) {
        return sql.createQuery("SELECT " + COLUMNS
                        + " FROM forge.file WHERE id = :id AND subscription_id = :subscription AND state = 'ready'")
                .bind("id", id)
                .bind("subscription", subscription)
                .mapTo(Row.class)
                .findOne();
    }

    List<Row> list(String subscription, @Nullable String purpose, OpenAiList.Page page) {
        return sql.createQuery("SELECT " + COLUMNS + " FROM forge.file"
                        + " WHERE subscription_id = :subscription AND state = 'ready'"
                        + " AND (CAST(:purpose AS text) IS NULL OR purpose = :purpose) AND "
                        + page.condition() + " ORDER BY id " + page.direction() + " LIMIT :limit")
                .bind("subscription", subscription)
                .bind("purpose", purpose)
                .bind("after", page.after())
                .bind("limit", page.limit() + 1)
                .mapTo(Row.class)
                .list();
    }

    /** One part's bytes; empty behind the last. */
    Optional<byte[]> part(String id, int part) {
        return sql.createQuery("SELECT data FROM forge.file_part WHERE file_id = :id AND part = :part")
                .bind("id", id)
                .bind("part", part)
                .mapTo(byte[].class)
                .findOne();
    }

    /** What the organisation has sent, arriving files included. */
    long storedBytes() {
        return sql.createQuery("SELECT coalesce(sum(bytes), 0) FROM forge.file WHERE purpose = 'batch'")
                .mapTo(Long.class)
                .one();
    }

    int count(String subscription) {
        return sql.createQuery("SELECT count(*) FROM forge.file WHERE subscription_id = :subscription")
                .bind("subscription", subscription)
                .mapTo(Integer.class)
                .one();
    }

    boolean delete(String id) {
        return sql.createUpdate("DELETE FROM forge.file WHERE id = :id")
                        .bind("id", id)
                        .execute()
                == 1;
    }

    /** Of every tenant, as role {@code system}. */
    List<Expired> expired(Instant now, int max) {
        return sql.createQuery("""
                        SELECT tenant, subscription_id, id FROM forge.file AS f
                        WHERE expires_at < :now AND NOT EXISTS (
                            SELECT FROM forge.batch AS b
                            WHERE b.tenant = f.tenant AND b.input_file_id = f.id AND b.ended_at IS NULL)
                        ORDER BY expires_at
                        LIMIT :max""")
                .bind("now", now)
                .bind("max", max)
                .map((row, context) -> new Expired(
                        new TenantId(row.getString("tenant")), row.getString("subscription_id"), row.getString("id")))
                .list();
    }
}
