// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.batch;

/** A file, as OpenAI's clients read it; times in seconds. */
record FileObject(
        String id,
        String object,
        long bytes,
        long createdAt,
        long expiresAt,
        String filename,
        String purpose,
        String status) {
    static FileObject of(FileDao.Row row) {
        return new FileObject(
                row.id(),
                "file",
                row.bytes(),
                row.createdAt().toEpochSecond(),
                row.expiresAt().toEpochSecond(),
                row.filename(),
                row.purpose(),
                "processed");
    }
}
