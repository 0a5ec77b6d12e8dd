// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.content;

import dev.llmops.kernel.PageRequest;
import dev.llmops.registry.content.ContentDigest.Algorithm;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Objects in {@code registry.content}, and bytes on their way out. Row-level security keeps tenants apart. */
record ContentDao(Handle sql) {
    static final String COLUMNS = """
            c.id, c.digest, c.size_bytes, c.content_type, c.file_name, c.blake3, c.sha3_256, c.tier, c.location,
            c.written_at_micros, c.damaged, c.created_at, c.created_by, c.last_read_at, c.verified_at
            """;

    Optional<ContentRow> find(ContentDigest digest) {
        return find(digest, "");
    }

    /** Holds the row until the transaction ends. */
    Optional<ContentRow> hold(ContentDigest digest) {
        return find(digest, " FOR UPDATE");
    }

    /** Keeps the row from being deleted until the transaction ends. */
    Optional<ContentRow> share(ContentDigest digest) {
        return find(digest, " FOR SHARE");
    }

    private Optional<ContentRow> find(ContentDigest digest, String lock) {
        return query("SELECT " + COLUMNS + " FROM registry.content c WHERE " + column(digest.algorithm())
                        + " = :hex ORDER BY c.id LIMIT 1" + lock)
                .bind("hex", digest.hex())
                .map(ContentRow::read)
                .findOne();
    }

    private static String column(Algorithm algorithm) {
        return switch (algorithm) {
            case SHA256 -> "c.digest";
            case SHA3_256 -> "c.sha3_256";
            case BLAKE3 -> "c.blake3";
        };
    }

    /** Newest first. */
    List<ContentRow> list(@Nullable Tier tier, @Nullable Boolean damaged, PageRequest page) {
        String after = page.after();
        Query query = query("SELECT " + COLUMNS + " FROM registry.content c WHERE TRUE"
                + (tier == null ? "" : " AND c.tier = :tier")
                + (damaged == null ? "" : " AND c.damaged = :damaged")
                + (after == null ? "" : " AND c.id < :after")
                + " ORDER BY c.id DESC LIMIT :limit");
        if (tier != null) {
            query.bind("tier", tier.wireName());
        }
        if (damaged != null) {
            query.bind("damaged", damaged);
        }
        if (after != null) {
            query.bind("after", after);
        }
        return query.bind("limit", page.fetch()).map(ContentRow::read).list();
    }

    /** False when the organisation holds the object, also when another transaction is just storing it. */
    boolean insert(String tenant, ContentRow row) {
        return sql.createUpdate("""
                        INSERT INTO registry.content (
                            tenant, digest, id, size_bytes, content_type, file_name, blake3, sha3_256, tier, location,
                            written_at_micros, damaged, created_at, created_by, last_read_at, verified_at)
                        VALUES (
                            :tenant, :digest, :id, :size, :contentType, :fileName, :blake3, :sha3, :tier, :location,
                            :writtenAt, false, :createdAt, :createdBy, :createdAt, :createdAt)
                        ON CONFLICT (tenant, digest) DO NOTHING""")
                        .bind("tenant", tenant)
                        .bind("digest", row.sha256())
                        .bind("id", row.id())
                        .bind("size", row.sizeBytes())
                        .bind("contentType", row.contentType())
                        .bind("fileName", row.fileName())
                        .bind("blake3", row.blake3())
                        .bind("sha3", row.sha3())
                        .bind("tier", row.tier().wireName())
                        .bind("location", row.location())
                        .bind("writtenAt", row.writtenAtMicros())
                        .bind("createdAt", row.createdAt())
                        .bind("createdBy", row.createdBy())
                        .execute()
                == 1;
    }

    /** Keeps further digests of the same bytes, which a later upload asked for. */
    void addDigests(String sha256, @Nullable String blake3, @Nullable String sha3) {
        sql.createUpdate("""
                        UPDATE registry.content SET
                            blake3 = coalesce(CAST(:blake3 AS text), blake3), sha3_256 = coalesce(CAST(:sha3 AS text), sha3_256)
                        WHERE digest = :digest""")
                .bind("blake3", blake3)
                .bind("sha3", sha3)
                .bind("digest", sha256)
                .execute();
    }

    /** Names other bytes for the object, if it still stands on those it stood on. */
    boolean move(ContentRow from, Tier tier, String location, long writtenAtMicros, Instant verifiedAt) {
        return sql.createUpdate("""
                        UPDATE registry.content SET
                            tier = :tier, location = :location, written_at_micros = :writtenAt, damaged = false,
                            verified_at = :verifiedAt
                        WHERE digest = :digest AND location = :was""")
                        .bind("tier", tier.wireName())
                        .bind("location", location)
                        .bind("writtenAt", writtenAtMicros)
                        .bind("verifiedAt", verifiedAt)
                        .bind("digest", from.sha256())
                        .bind("was", from.location())
                        .execute()
                == 1;
    }

    /** False when it was known already, or the object has other bytes by now. */
    boolean markDamaged(ContentRow row) {
        return sql.createUpdate("""
                        UPDATE registry.content SET damaged = true
                        WHERE digest = :digest AND location = :location AND NOT damaged""")
                        .bind("digest", row.sha256())
                        .bind("location", row.location())
                        .execute()
                == 1;
    }

    void markVerified(ContentRow row, long writtenAtMicros, Instant now) {
        sql.createUpdate("""
                        UPDATE registry.content SET verified_at = :now, written_at_micros = :writtenAt
                        WHERE digest = :digest AND location = :location""")
                .bind("now", now)
                .bind("writtenAt", writtenAtMicros)
                .bind("digest", row.sha256())
                .bind("location", row.location())
                .execute();
    }

    void markRead(Map<String, Instant> readAtByDigest) {
        var batch = sql.prepareBatch(
                "UPDATE registry.content SET last_read_at = :at WHERE digest = :digest AND last_read_at < :at");
        readAtByDigest.forEach(
                (digest, at) -> batch.bind("digest", digest).bind("at", at).add());
        batch.execute();
    }

    void delete(ContentRow row) {
        sql.createUpdate("DELETE FROM registry.content WHERE digest = :digest")
                .bind("digest", row.sha256())
                .execute();
    }

    List<ContentRow> unverifiedSince(Instant before, int limit) {
        return query("SELECT " + COLUMNS + """
                        FROM registry.content c
                        WHERE NOT c.damaged AND c.verified_at < :before
                        ORDER BY c.verified_at
                        LIMIT :limit""")
                .bind("before", before)
                .bind("limit", limit)
                .map(ContentRow::read)
                .list();
    }

    private Query query(String text) {
        return sql.createQuery(text);
    }
}
