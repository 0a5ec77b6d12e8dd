// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.memorygraph;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A relation between two nodes.
 *
 * @param attributes a JSON object, such as the transformations of a column
 * @param source who said so: {@code openlineage}, {@code registry}, or what a room wrote
 * @param lastSeenAt when it was last said
 * @param deletedAt when it was withdrawn; null while it holds
 */
public record GraphEdge(
        NodeRef from,
        NodeRef to,
        Relation type,
        String attributes,
        String source,
        Instant createdAt,
        Instant lastSeenAt,
        @Nullable Instant deletedAt) {}
