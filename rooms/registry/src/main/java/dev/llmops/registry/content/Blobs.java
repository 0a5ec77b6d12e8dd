// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.content;

import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import dev.llmops.registry.content.ContentDigest.Algorithm;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The stores of the three tiers, as configured. */
@Singleton
final class Blobs {
    private final FileBlobs files;
    private final FileBlobs warm;
    private final @Nullable S3Blobs s3;
    private final boolean hotInS3;

    Blobs(ContentSettings settings) {
        this.files = new FileBlobs(settings.hot());
        this.warm = new FileBlobs(settings.warm());
        this.s3 = settings.s3() == null ? null : new S3Blobs(settings.s3());
        this.hotInS3 = settings.hotInS3();
    }

    BlobStore of(Tier tier) {
        return switch (tier) {
            case HOT -> hotInS3 ? bucket() : files;
            case WARM -> warm;
            case COLD -> bucket();
        };
    }

    boolean has(Tier tier) {
        return tier != Tier.COLD || s3 != null;
    }

    /** The directory where uploads gather, whatever the backend. */
    FileBlobs files() {
        return files;
    }

    Path warmRoot() {
        return warm.root();
    }

    private S3Blobs bucket() {
        if (s3 == null) {
            throw new Problem(
                    ErrorCode.UNAVAILABLE,
                    "The object lies in a bucket and none is configured (llmops.content.s3.bucket); tell an operator");
        }
        return s3;
    }

    /** Where the next object of this digest goes. No two objects share a location, not even one after the other. */
    static String newLocation(String sha256) {
        return sha256.substring(0, 2) + "/" + sha256.substring(2) + "." + Ulids.next();
    }

    /** Reads back what another machine was given, before the last copy here is let go. */
    void confirm(TenantId tenant, Tier tier, ContentRow row, String location) throws IOException {
        BlobStore store = of(tier);
        if (store.file(tenant, location).isEmpty()) {
            try (InputStream bytes = store.open(tenant, location, ByteRange.all(row.sizeBytes()))) {
                String found = ContentHash.of(bytes, Algorithm.SHA256).sha256();
                if (!found.equals(row.sha256())) {
                    throw new IOException("the bucket gave back other bytes than it was given");
                }
            }
        }
    }

    @PreDestroy
    void close() {
        if (s3 != null) {
            s3.close();
        }
    }
}
