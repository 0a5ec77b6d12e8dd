// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.content;

import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import jakarta.inject.Singleton;
import org.jdbi.v3.core.Handle;

/**
 * What an organisation may store. Declared bytes are reserved before they come; others in steps while they do. Methods
 * run in the caller's transaction and hold the organisation's row of usage to its end.
 */
@Singleton
final class Quota {
    static final int MAX_UPLOADS = 1_000;
    private final long quotaBytes;

    Quota(ContentSettings settings) {
        this.quotaBytes = settings.quotaBytes();
    }

    long quotaBytes() {
        return quotaBytes;
    }

    /** Whether there is room for one more upload of so many bytes. */
    void requireRoom(Handle sql, String tenant, long bytes) {
        UploadDao uploads = new UploadDao(sql);
        uploads.holdUsage(tenant);
        UploadDao.Usage usage = uploads.usage();
        if (usage.uploads() >= MAX_UPLOADS) {
            throw new Problem(
                    ErrorCode.INSUFFICIENT_QUOTA,
                    "uploads on their way: " + usage.uploads() + " (expected: at most " + MAX_UPLOADS
                            + "; complete or delete some, or wait until they expire)");
        }
        if (bytes > quotaBytes - usage.takenBytes()) {
            throw exceeded(usage, bytes);
        }
    }

    /** Raises an upload's reservation towards what is wanted, as far as the quota goes; answers what it is then. */
    long raise(Handle sql, String tenant, String upload, long held, long wanted) {
        UploadDao uploads = new UploadDao(sql);
        uploads.holdUsage(tenant);
        long free = Math.max(0, quotaBytes - uploads.usage().takenBytes());
        long reserved = Math.min(wanted, held + free);
        if (reserved > held) {
            uploads.reserve(upload, reserved);
        }
        return Math.max(held, reserved);
    }

    Problem exceeded(UploadDao.Usage usage, long bytes) {
        return new Problem(
                ErrorCode.INSUFFICIENT_QUOTA,
                "size_bytes: " + bytes + " more (expected: at most " + Math.max(0, quotaBytes - usage.takenBytes())
                        + "; the organisation's quota of " + quotaBytes + " bytes has " + usage.storedBytes()
                        + " stored and " + usage.reservedBytes() + " reserved)");
    }
}
