// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.batch;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** A batch, as OpenAI's clients read it; times in seconds. */
record BatchObject(
        String id,
        String object,
        String endpoint,
        @JsonRawValue @Nullable String errors,
        String inputFileId,
        String completionWindow,
        String status,
        @Nullable String outputFileId,
        @Nullable String errorFileId,
        long createdAt,
        @Nullable Long inProgressAt,
        long expiresAt,
        @Nullable Long finalizingAt,
        @Nullable Long completedAt,
        @Nullable Long failedAt,
        @Nullable Long expiredAt,
        @Nullable Long cancellingAt,
        @Nullable Long cancelledAt,
        Counts requestCounts,
        @JsonRawValue String metadata) {
    /** How many lines there are, and how many have an answer or an error. */
    record Counts(int total, int completed, int failed) {}

    static BatchObject of(BatchDao.Row row) {
        return new BatchObject(
                row.id(),
                "batch",
                row.endpoint(),
                row.faults() == null ? null : row.faults().text(),
                row.inputFileId(),
                row.completionWindow(),
                row.state().wireName(),
                row.outputFileId(),
                row.errorFileId(),
                row.createdAt().toEpochSecond(),
                seconds(row.inProgressAt()),
                row.expiresAt().toEpochSecond(),
                seconds(row.finalizingAt()),
                ended(row, BatchState.COMPLETED),
                ended(row, BatchState.FAILED),
                ended(row, BatchState.EXPIRED),
                seconds(row.cancellingAt()),
                ended(row, BatchState.CANCELLED),
                new Counts(row.total(), row.completed(), row.failed()),
                row.metadata().text());
    }

    private static @Nullable Long ended(BatchDao.Row row, BatchState state) {
        return row.state() == state ? seconds(row.endedAt()) : null;
    }

    private static @Nullable Long seconds(@Nullable OffsetDateTime at) {
        return at == null ? null : at.toEpochSecond();
    }
}
