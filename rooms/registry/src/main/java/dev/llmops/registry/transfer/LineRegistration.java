// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.transfer;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.kernel.EventLog;
import java.util.List;
import java.util.Locale;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** How the room registers what stands in lines. */
public interface LineRegistration {
    /** Reads a line outside of any transaction; one that cannot be read is a line too. */
    Line read(Caller caller, byte[] line);

    /** Registers lines in the open transaction: what is new becomes a draft. One result for each, in their order. */
    List<Result> register(Handle sql, EventLog events, Caller caller, List<Line> lines);

    /** A line as the room understood it, or why it did not. */
    interface Line {}

    enum Outcome {
        CREATED,
        /** The same version with the same content exists. */
        UNCHANGED,
        REFUSED;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What became of a line.
     *
     * @param assetId the version's id; null when it was refused
     * @param code of the refusal
     */
    record Result(
            Outcome outcome,
            @Nullable String assetId,
            @Nullable String code,
            @Nullable String detail) {
        public static Result refused(String code, String detail) {
            return new Result(Outcome.REFUSED, null, code, detail);
        }
    }
}
