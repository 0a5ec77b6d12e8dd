// SPDX-License-Identifier: Apache-2.0
package dev.llmops.memorygraph;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An event of OpenLineage that was found in order.
 *
 * @param at its time, to the microsecond
 * @param type a run's transition; null when a run event names none, and for the other kinds
 * @param json the whole
 */
record LineageEvent(Kind kind, Instant at, @Nullable String type, JsonNode json) {
    enum Kind {
        RUN,
        JOB,
        DATASET;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
