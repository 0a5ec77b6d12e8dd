// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.registry;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An object that an organisation holds.
 *
 * @param digest {@code sha256:} and 64 hexadecimal digits
 * @param contentType as the uploader declared it; nobody checked it
 * @param fileName as the uploader declared it, for people to read
 */
public record StoredContent(
        String digest,
        long sizeBytes,
        String contentType,
        @Nullable String fileName,
        Instant createdAt) {}
