// SPDX-License-Identifier: Apache-2.0
package dev.llmops.marketplace;

import dev.llmops.kernel.Violation;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How far one step of a publication is. */
record Step(
        StepName name,
        Result result,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        List<Violation> findings) {
    Step {
        findings = List.copyOf(findings);
    }

    @Schema(name = "StepResult")
    enum Result {
        PENDING,
        RUNNING,
        PASSED,
        FAILED,
        /** Not reached, because an earlier one failed. */
        SKIPPED;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Result parse(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }
}
