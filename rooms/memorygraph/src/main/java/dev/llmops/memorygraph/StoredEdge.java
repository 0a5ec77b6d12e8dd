// SPDX-License-Identifier: Apache-2.0
package dev.llmops.memorygraph;

import dev.llmops.contracts.memorygraph.Relation;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An edge as it is stored: its ends by id, in the direction in which a change spreads. */
record StoredEdge(
        UUID upstream,
        UUID downstream,
        Relation type,
        String attributes,
        String source,
        Instant createdAt,
        Instant seenAt,
        @Nullable Instant deletedAt) {
    UUID from() {
        return type.upstreamIsFrom() ? upstream : downstream;
    }

    UUID to() {
        return type.upstreamIsFrom() ? downstream : upstream;
    }
}
