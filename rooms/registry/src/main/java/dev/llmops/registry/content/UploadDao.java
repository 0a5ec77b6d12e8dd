// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.content;

import dev.llmops.kernel.PageRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Uploads in {@code registry.content_upload}, and what an organisation stores and has reserved. */
record UploadDao(Handle sql) {
    private static final String COLUMNS = """
            u.id, u.size_bytes, u.offset_bytes, u.reserved_bytes, u.digest, u.algorithm, u.content_type, u.file_name,
            u.created_at, u.created_by, u.expires_at
            """;

    /** What an organisation uses of its quota. */
    record Usage(long storedBytes, long objects, long reservedBytes, long uploads) {
        long takenBytes() {
            return storedBytes + reservedBytes;
        }
    }

    Optional<UploadRow> find(String id, Instant now) {
        return sql.createQuery("SELECT " + COLUMNS
                        + " FROM registry.content_upload u WHERE u.id = :id AND u.expires_at > :now")
                .bind("id", id)
                .bind("now", now)
                .map(UploadRow::read)
                .findOne();
    }

    /** Those on their way, oldest first; with a digest, those that declared it. */
    List<UploadRow> list(@Nullable String digest, Instant now, PageRequest page) {
        String after = page.after();
        Query query = sql.createQuery("SELECT " + COLUMNS + " FROM registry.content_upload u WHERE u.expires_at > :now"
                + (digest == null ? "" : " AND u.digest = :digest")
                + (after == null ? "" : " AND u.id > :after")
                + " ORDER BY u.id LIMIT :limit");
        if (digest != null) {
            query.bind("digest", digest);
        }
        if (after != null) {
            query.bind("after", after);
        }
        return query.bind("now", now)
                .bind("limit", page.fetch())
                .map(UploadRow::read)
                .list();
    }

    void insert(String tenant, UploadRow row) {
        sql.createUpdate("""
                        INSERT INTO registry.content_upload (
                            tenant, id, size_bytes, offset_bytes, reserved_bytes, digest, algorithm, content_type,
                            file_name, created_at, created_by, expires_at)
                        VALUES (
                            :tenant, :id, :size, 0, :reserved, :digest, :algorithm, :contentType, :fileName, :createdAt,
                            :createdBy, :expiresAt)""")
                .bind("tenant", tenant)
                .bind("id", row.id())
                .bind("size", row.sizeBytes())
                .bind("reserved", row.reservedBytes())
                .bind("digest", row.digest() == null ? null : row.digest().toString())
                .bind("algorithm", row.algorithm().wireName())
                .bind("contentType", row.contentType())
                .bind("fileName", row.fileName())
                .bind("createdAt", row.createdAt())
                .bind("createdBy", row.createdBy())
                .bind("expiresAt", row.expiresAt())
                .execute();
    }

    /** False when the upload is gone. */
    boolean advance(String id, long offset, Instant expiresAt) {
        return sql.createUpdate("""
                        UPDATE registry.content_upload SET offset_bytes = :offset, expires_at = :expiresAt
                        WHERE id = :id""")
                        .bind("offset", offset)
                        .bind("expiresAt", expiresAt)
                        .bind("id", id)
                        .execute()
                == 1;
    }

    void reserve(String id, long bytes) {
        sql.createUpdate("UPDATE registry.content_upload SET reserved_bytes = :bytes WHERE id = :id")
                .bind("bytes", bytes)
                .bind("id", id)
                .execute();
    }

    boolean delete(String id) {
        return sql.createUpdate("DELETE FROM registry.content_upload WHERE id = :id")
                        .bind("id", id)
                        .execute()
                == 1;
    }

    List<String> expired(Instant now, int limit) {
        return sql.createQuery("""
                        SELECT u.id FROM registry.content_upload u WHERE u.expires_at <= :now ORDER BY u.id LIMIT :limit""")
                .bind("now", now)
                .bind("limit", limit)
                .mapTo(String.class)
                .list();
    }

    List<String> ids(int limit) {
        return sql.createQuery("SELECT u.id FROM registry.content_upload u ORDER BY u.id LIMIT :limit")
                .bind("limit", limit)
                .mapTo(String.class)
                .list();
    }

    /** Decisions about one organisation's quota come one after the other. */
    void holdUsage(String tenant) {
        sql.createUpdate("""
                        INSERT INTO registry.content_usage (tenant, stored_bytes, objects) VALUES (:tenant, 0, 0)
                        ON CONFLICT (tenant) DO NOTHING""").bind("tenant", tenant).execute();
        sql.createQuery("SELECT u.tenant FROM registry.content_usage u FOR UPDATE")
                .mapTo(String.class)
                .list();
    }

    Usage usage() {
        return sql.createQuery("""
                        SELECT
                            coalesce((SELECT sum(s.stored_bytes) FROM registry.content_usage s), 0) AS stored,
                            coalesce((SELECT sum(s.objects) FROM registry.content_usage s), 0) AS objects,
                            coalesce(sum(u.reserved_bytes), 0) AS reserved,
                            count(*) AS uploads
                        FROM registry.content_upload u""")
                .map((row, context) -> new Usage(
                        row.getLong("stored"), row.getLong("objects"), row.getLong("reserved"), row.getLong("uploads")))
                .one();
    }

    void addUsage(long bytes, long objects) {
        sql.createUpdate("""
                        UPDATE registry.content_usage SET
                            stored_bytes = stored_bytes + :bytes, objects = objects + :objects""").bind("bytes", bytes).bind("objects", objects).execute();
    }
}
