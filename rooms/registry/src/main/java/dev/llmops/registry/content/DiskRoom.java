// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.content;

import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** Keeps uploads from taking the last of the disk, on which the database may lie too. */
@Singleton
final class DiskRoom {
    private final Path directory;
    private final long minFreeBytes;

    DiskRoom(ContentSettings settings) {
        this.directory = settings.hot();
        this.minFreeBytes = settings.minFreeBytes();
    }

    boolean has(long bytes) {
        try {
            Path existing = directory;
            while (!Files.exists(existing) && existing.getParent() != null) {
                existing = existing.getParent();
            }
            return Files.getFileStore(existing).getUsableSpace() - bytes >= minFreeBytes;
        } catch (IOException e) {
            return false;
        }
    }

    void require(long bytes) {
        if (!has(bytes)) {
            throw full();
        }
    }

    static Problem full() {
        return new Problem(
                ErrorCode.STORAGE_FULL,
                "The disk for objects has no room for it; what arrived is kept, go on when an operator made room",
                Duration.ofMinutes(1));
    }

    static boolean isFull(IOException failure) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("no space left") || message.contains("quota exceeded");
    }
}
