// SPDX-License-Identifier: Apache-2.0
package dev.llmops.memorygraph;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.contracts.memorygraph.Relation;
import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is to be merged into an edge.
 *
 * @param removedAt when it was withdrawn; null when nothing was said of that
 */
record EdgeRow(
        Key key,
        String source,
        ObjectNode attributes,
        Instant createdAt,
        Instant seenAt,
        @Nullable Instant removedAt) {
    /** Ordered as the writers lock. */
    record Key(UUID downstream, UUID upstream, Relation type) implements Comparable<Key> {
        private static final Comparator<Key> ORDER = Comparator.comparing(Key::downstream)
                .thenComparing(Key::upstream)
                .thenComparing(Key::type);

        static Key of(UUID from, UUID to, Relation type) {
            return type.upstreamIsFrom() ? new Key(to, from, type) : new Key(from, to, type);
        }

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    EdgeRow merge(EdgeRow other) {
        boolean newer = !other.seenAt.isBefore(seenAt);
        EdgeRow last = newer ? other : this;
        EdgeRow first = newer ? this : other;
        return new EdgeRow(
                key,
                last.source,
                last.attributes.isEmpty() ? first.attributes : last.attributes,
                createdAt.isBefore(other.createdAt) ? createdAt : other.createdAt,
                last.seenAt,
                NodeRow.later(removedAt, other.removedAt));
    }
}
