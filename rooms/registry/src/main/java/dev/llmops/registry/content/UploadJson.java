// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.content;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An upload on the wire. */
record UploadJson(
        String id,
        @Nullable Long sizeBytes,
        long offset,
        @Nullable String digest,
        String digestAlgorithm,
        String contentType,
        @Nullable String fileName,
        Instant createdAt,
        Instant expiresAt) {

    static UploadJson of(UploadRow row) {
        return new UploadJson(
                row.id(),
                row.sizeBytes(),
                row.offsetBytes(),
                row.digest() == null ? null : row.digest().toString(),
                row.algorithm().wireName(),
                row.contentType(),
                row.fileName(),
                row.createdAt(),
                row.expiresAt());
    }
}
