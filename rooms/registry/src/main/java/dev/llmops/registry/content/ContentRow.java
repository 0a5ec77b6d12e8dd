// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.content;

import dev.llmops.contracts.registry.StoredContent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** A row of {@code registry.content}. */
record ContentRow(
        String id,
        String sha256,
        long sizeBytes,
        String contentType,
        @Nullable String fileName,
        @Nullable String blake3,
        @Nullable String sha3,
        Tier tier,
        String location,
        long writtenAtMicros,
        boolean damaged,
        Instant createdAt,
        String createdBy,
        Instant lastReadAt,
        Instant verifiedAt) {

    static ContentRow read(ResultSet row, StatementContext context) throws SQLException {
        return new ContentRow(
                row.getString("id"),
                row.getString("digest"),
                row.getLong("size_bytes"),
                row.getString("content_type"),
                row.getString("file_name"),
                row.getString("blake3"),
                row.getString("sha3_256"),
                Tier.parse(row.getString("tier")),
                row.getString("location"),
                row.getLong("written_at_micros"),
                row.getBoolean("damaged"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getString("created_by"),
                row.getObject("last_read_at", OffsetDateTime.class).toInstant(),
                row.getObject("verified_at", OffsetDateTime.class).toInstant());
    }

    ContentDigest digest() {
        return ContentDigest.sha256(sha256);
    }

    StoredContent toDoor() {
        return new StoredContent(digest().toString(), sizeBytes, contentType, fileName, createdAt);
    }
}
