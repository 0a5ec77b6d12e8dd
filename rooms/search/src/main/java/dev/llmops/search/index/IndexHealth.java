// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search.index;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Finds out whether an index is still of use: of this log, its files there and readable. For one thread. */
final class IndexHealth {
    private static final long CHECK_NANOS = 1_000_000_000L;

    private long checkedNanos = System.nanoTime();
    private boolean originChecked;

    /**
     * Why an index is given up.
     *
     * @param unreadable whether it must not answer any more, not even until the next one stands
     */
    record Fault(String reason, boolean unreadable) {}

    /**
     * Its origin is looked at once, as soon as the log can be read, that its files are there once a second.
     *
     * @param suspected whether its files are to be read through
     */
    @Nullable
    Fault of(LogReplay replay, BooleanSupplier suspected) throws IOException {
        if (!originChecked) {
            boolean foreign = replay.isForeign();
            originChecked = true;
            if (foreign) {
                return new Fault("it followed another log", false);
            }
        }
        if (suspected.getAsBoolean()) {
            try {
                replay.index().verify();
            } catch (IOException | RuntimeException e) {
                return new Fault("its files are damaged: " + e, true);
            }
        }
        long now = System.nanoTime();
        if (now - checkedNanos > CHECK_NANOS) {
            checkedNanos = now;
            if (!replay.index().present()) {
                return new Fault("its files were changed or taken away", false);
            }
        }
        return null;
    }
}
