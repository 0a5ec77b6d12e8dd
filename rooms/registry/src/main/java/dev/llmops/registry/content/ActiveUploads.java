// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.content;

import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who writes which upload now, and the running digests of those that wait for their next bytes: a bounded number, for
 * what is forgotten is computed again from the file.
 */
@Singleton
final class ActiveUploads {
    static final int MAX_AT_ONCE = 64;
    static final int MAX_PER_TENANT = 16;
    private static final int MAX_HASHES = 1_000;

    /** Upload to tenant. */
    private final Map<String, String> active = new HashMap<>();

    private final Map<String, ContentHash> hashes = new LinkedHashMap<>();

    /** Refuses the second of two who write one upload, and more writers than the process takes. */
    synchronized Turn enter(String tenant, String upload) {
        if (active.containsKey(upload)) {
            throw new Problem(
                    ErrorCode.CONFLICT,
                    "The upload " + upload + " is being written by another request; ask for its offset and go on then",
                    Duration.ofSeconds(1));
        }
        long own = active.values().stream().filter(tenant::equals).count();
        if (own >= MAX_PER_TENANT) {
            throw new Problem(
                    ErrorCode.RATE_LIMITED,
                    "uploads at once: " + own + " (expected: at most " + MAX_PER_TENANT + " of an organisation)",
                    Duration.ofSeconds(2));
        }
        if (active.size() >= MAX_AT_ONCE) {
            throw new Problem(
                    ErrorCode.OVERLOADED, "As many uploads are written as the server takes", Duration.ofSeconds(2));
        }
        active.put(upload, tenant);
        return new Turn(upload);
    }

    private synchronized void leave(String upload) {
        active.remove(upload);
    }

    /** The digest of the upload's first bytes, which now belongs to the asker; null when another number passed. */
    synchronized @Nullable ContentHash takeHash(String upload, long bytes) {
        ContentHash hash = hashes.remove(upload);
        return hash != null && hash.bytes() == bytes ? hash : null;
    }

    synchronized void keepHash(String upload, ContentHash hash) {
        hashes.put(upload, hash);
        if (hashes.size() > MAX_HASHES) {
            hashes.remove(hashes.keySet().iterator().next());
        }
    }

    /** The right to write one upload, until it is closed. */
    final class Turn implements AutoCloseable {
        private final String upload;

        private Turn(String upload) {
            this.upload = upload;
        }

        @Override
        public void close() {
            leave(upload);
        }
    }
}
