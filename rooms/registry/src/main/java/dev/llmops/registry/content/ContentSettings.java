// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.content;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How objects are stored here.
 *
 * @param hot the content directory; uploads arrive in it whatever the backend
 * @param warm the directory of the warm tier
 * @param hotInS3 whether objects lie in S3 from the beginning
 * @param s3 null where no bucket is configured: there is no cold tier then
 * @param objectMaxBytes the largest object
 * @param quotaBytes what an organisation may store
 * @param minFreeBytes what uploads leave free on the disk, so that the database beside them goes on
 * @param uploadLife how long an upload waits for its next byte
 * @param verifyEvery how old a check of an object's digest may be
 * @param scrubBytesPerSecond how fast the check reads
 */
record ContentSettings(
        Path hot,
        Path warm,
        boolean hotInS3,
        @Nullable S3 s3,
        long objectMaxBytes,
        long quotaBytes,
        long minFreeBytes,
        Duration uploadLife,
        Duration verifyEvery,
        long scrubBytesPerSecond) {
    static final long DEFAULT_OBJECT_MAX_BYTES = 10L << 30;
    static final long DEFAULT_QUOTA_BYTES = 500_000_000_000L;
    static final long DEFAULT_MIN_FREE_BYTES = 1L << 30;

    ContentSettings {
        if (hotInS3 && s3 == null) {
            throw new IllegalStateException(
                    "llmops.content.backend is s3, which needs llmops.content.s3.bucket as well");
        }
        if (objectMaxBytes < 1 || quotaBytes < 0 || minFreeBytes < 0 || scrubBytesPerSecond < 1) {
            throw new IllegalStateException("a limit of llmops.content is negative or zero");
        }
    }

    /**
     * A bucket.
     *
     * @param endpoint absent for AWS itself
     * @param accessKey absent to take the environment's credentials
     */
    record S3(
            Optional<URI> endpoint,
            String region,
            String bucket,
            String prefix,
            boolean pathStyle,
            Optional<String> accessKey,
            Optional<String> secretKey) {
        @Override
        public String toString() {
            return "s3://" + bucket + "/" + prefix;
        }
    }
}
