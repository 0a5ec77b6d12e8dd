// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.content;

import dev.llmops.registry.content.ContentDigest.Algorithm;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An object on the wire.
 *
 * @param state {@code stored} or {@code damaged}
 */
record ContentJson(
        String digest,
        @Nullable String blake3,
        @Nullable String sha3,
        long sizeBytes,
        String contentType,
        @Nullable String fileName,
        String tier,
        String state,
        Instant createdAt,
        String createdBy,
        Instant lastReadAt,
        Instant verifiedAt) {

    static ContentJson of(ContentRow row) {
        return new ContentJson(
                row.digest().toString(),
                named(Algorithm.BLAKE3, row.blake3()),
                named(Algorithm.SHA3_256, row.sha3()),
                row.sizeBytes(),
                row.contentType(),
                row.fileName(),
                row.tier().wireName(),
                row.damaged() ? "damaged" : "stored",
                row.createdAt(),
                row.createdBy(),
                row.lastReadAt(),
                row.verifiedAt());
    }

    private static @Nullable String named(Algorithm algorithm, @Nullable String hex) {
        return hex == null ? null : new ContentDigest(algorithm, hex).toString();
    }
}
