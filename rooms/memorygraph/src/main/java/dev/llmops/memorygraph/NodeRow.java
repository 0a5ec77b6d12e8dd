// SPDX-License-Identifier: Apache-2.0
package dev.llmops.memorygraph;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.contracts.memorygraph.NodeRef;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is to be merged into a node. Two rows of one node merge here as they would in the database, in any order.
 *
 * @param facets by name: {@code {"at": microseconds, "value": facet or null}}
 * @param endedAt when it ended; null when nothing was said of an end
 */
record NodeRow(
        UUID id,
        NodeRef ref,
        @Nullable String version,
        ObjectNode attributes,
        ObjectNode facets,
        Instant validFrom,
        Instant seenAt,
        @Nullable Instant endedAt) {
    NodeRow merge(NodeRow other) {
        boolean newer = !other.seenAt.isBefore(seenAt);
        ObjectNode both = newer ? attributes.deepCopy() : other.attributes.deepCopy();
        both.setAll(newer ? other.attributes : attributes);
        return new NodeRow(
                id,
                ref,
                other.version == null ? version : other.version,
                both,
                Facets.merge(facets, other.facets),
                validFrom.isBefore(other.validFrom) ? validFrom : other.validFrom,
                newer ? other.seenAt : seenAt,
                later(endedAt, other.endedAt));
    }

    static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isAfter(other) ? one : other;
    }

    static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isBefore(other) ? one : other;
    }
}
