// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.batch;

import java.util.Locale;

/** How far a batch is. */
enum BatchState {
    /** Its file is being looked over; nothing was called yet. */
    VALIDATING,
    /** Its file was not acceptable; nothing was called. */
    FAILED,
    IN_PROGRESS,
    /** Every line has its result; the files are being made. */
    FINALIZING,
    COMPLETED,
    /** Its time was over; lines without a result have an error that says so. */
    EXPIRED,
    /** No further line is called; those under way come to their end. */
    CANCELLING,
    CANCELLED;

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static BatchState of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    boolean ended() {
        return this == FAILED || this == COMPLETED || this == EXPIRED || this == CANCELLED;
    }
}
