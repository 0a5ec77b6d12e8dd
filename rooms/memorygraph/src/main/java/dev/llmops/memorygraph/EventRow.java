// SPDX-License-Identifier: Apache-2.0
package dev.llmops.memorygraph;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event to be kept as it came.
 *
 * @param id made of its content: sent again it is the same
 * @param subject the node of the run, job or dataset it is about
 */
record EventRow(
        UUID id,
        String kind,
        UUID subject,
        @Nullable String eventType,
        Instant eventTime,
        String producer,
        String body) {}
