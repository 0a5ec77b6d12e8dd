// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.memorygraph;

import dev.llmops.kernel.Problem;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a room says of the graph. Saying it again changes nothing; of two that arrive in the wrong order the later time
 * wins. The ends of an edge need not be listed: an end that is not known becomes a node without attributes.
 *
 * @param source who says so, {@code [a-z][a-z0-9_.-]{0,62}}
 * @param at when it became so
 */
public record GraphUpdate(String source, Instant at, List<Node> nodes, List<Edge> edges) {
    private static final int MAX_PARTS = 10_000;

    public GraphUpdate {
        if (!source.matches("[a-z][a-z0-9_.-]{0,62}")) {
            throw Problem.invalid("source", source, "a name such as registry");
        }
        nodes = List.copyOf(nodes);
        edges = List.copyOf(edges);
        if (nodes.size() + edges.size() > MAX_PARTS) {
            throw Problem.invalid("nodes and edges", nodes.size() + edges.size(), "at most " + MAX_PARTS);
        }
    }

    /**
     * @param attributes a JSON object; its fields replace those of the same name
     * @param ended whether it ended at the time of the update
     */
    public record Node(NodeRef ref, @Nullable String version, String attributes, boolean ended) {}

    /** @param withdrawn whether the relation ceased at the time of the update */
    public record Edge(NodeRef from, NodeRef to, Relation type, String attributes, boolean withdrawn) {}
}
