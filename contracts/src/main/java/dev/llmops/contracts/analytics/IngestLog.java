// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.analytics;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/**
 * The durable log every event passes before it is stored. A record is an analytics event as one JSON object, or a
 * metered call in the form of {@link UsageCodec}; at most {@link #MAX_RECORD_BYTES} each. What {@code append} returned from survives kill -9; fsync
 * follows within 50 ms.
 */
public interface IngestLog {
    int MAX_RECORD_BYTES = 256 * 1024;
    /** What a lane takes, headers of 8 bytes for each record included, before it must be written. */
    int MAX_STAGED_BYTES = 64 * 1024;

    /**
     * Opens a lane: a file series of its own with exactly one writing thread at a time, so that writing takes no lock.
     *
     * @param name {@code [a-z0-9-]+}; the same name continues the same lane after a restart
     */
    Lane lane(String name);

    /**
     * Appends records that others sent, durably: completes after fsync, shared by all who wait (group commit).
     * Completes exceptionally with {@code overloaded} or {@code storage_full}, and then nothing was stored.
     */
    CompletionStage<Void> append(Iterable<ByteBuffer> records);

    /** One writer's own file series. */
    interface Lane {
        /** Writes one record before it returns (write(2), no fsync). Must be called by the lane's one thread. */
        void append(ByteBuffer record);

        /**
         * Takes a record that {@link #writeStaged} will write, together with others: until then it is on no log. Must be
         * called by the lane's one thread, and only with room: at most {@link #MAX_STAGED_BYTES} of records at a time.
         */
        default void stage(ByteBuffer record) {
            append(record);
        }

        /** Writes what was staged before it returns, all or none; a refusal leaves nothing staged. */
        default void writeStaged() {}

        /** Whether a record can be taken now: false when the disk is full or the byte bound of unread records is reached. */
        boolean accepting();

        /** Reads back what an earlier process left and no reader has seen complete; in order, before the first append. */
        void replayTail(java.util.function.Consumer<ByteBuffer> reader);
    }
}
