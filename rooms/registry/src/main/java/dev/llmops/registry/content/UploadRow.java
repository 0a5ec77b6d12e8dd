// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.content;

import dev.llmops.registry.content.ContentDigest.Algorithm;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/**
 * An upload on its way.
 *
 * @param sizeBytes null while only the end of the bytes will tell
 * @param offsetBytes what is on the disk for certain
 * @param reservedBytes what is taken from the quota for it
 * @param digest what the bytes must have, where that was declared
 * @param algorithm computed beside SHA-256
 */
record UploadRow(
        String id,
        @Nullable Long sizeBytes,
        long offsetBytes,
        long reservedBytes,
        @Nullable ContentDigest digest,
        Algorithm algorithm,
        String contentType,
        @Nullable String fileName,
        Instant createdAt,
        String createdBy,
        Instant expiresAt) {

    static UploadRow read(ResultSet row, StatementContext context) throws SQLException {
        return new UploadRow(
                row.getString("id"),
                row.getObject("size_bytes", Long.class),
                row.getLong("offset_bytes"),
                row.getLong("reserved_bytes"),
                ContentDigest.parseOrNull(row.getString("digest")),
                Algorithm.parse(row.getString("algorithm")),
                row.getString("content_type"),
                row.getString("file_name"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getString("created_by"),
                row.getObject("expires_at", OffsetDateTime.class).toInstant());
    }

    /** The offset that no byte may pass. */
    long end(long objectMaxBytes) {
        return sizeBytes == null ? objectMaxBytes : sizeBytes;
    }

    boolean isWhole() {
        return sizeBytes != null && sizeBytes == offsetBytes;
    }
}
