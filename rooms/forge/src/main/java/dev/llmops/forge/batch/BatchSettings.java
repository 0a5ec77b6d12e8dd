// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.batch;

import java.time.Duration;

/**
 * @param maxFileBytes of one file
 * @param maxLines of one file
 * @param storedBytes of all files that an organisation sent
 * @param kept how long files and ended batches are kept
 * @param lines called at once, over all batches of this process
 */
record BatchSettings(long maxFileBytes, int maxLines, long storedBytes, Duration kept, int lines) {
    static final BatchSettings DEFAULT = new BatchSettings(100L << 20, 50_000, 2L << 30, Duration.ofDays(30), 16);
    static final int BATCHES_AT_ONCE = 64;
    static final int OF_ONE_SUBSCRIPTION = 4;
    static final int LINES_OF_ONE_BATCH = 8;
    static final int OPEN_BATCHES = 100;
    static final int FILES = 10_000;
    static final int UPLOADS = 16;
    static final int PART_BYTES = 1 << 20;
    static final int MAX_LINE_BYTES = 10 << 20;
    static final int MAX_CUSTOM_ID = 256;
    static final Duration LEASE = Duration.ofSeconds(20);

    BatchSettings {
        if (maxFileBytes < 1 || maxLines < 1 || storedBytes < maxFileBytes || lines < 1 || lines > 1_000) {
            throw new IllegalArgumentException("llmops.batch: lines 1 to 1000, stored-bytes at least one file's");
        }
    }
}
