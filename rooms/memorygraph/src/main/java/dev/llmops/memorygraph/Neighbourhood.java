// SPDX-License-Identifier: Apache-2.0
package dev.llmops.memorygraph;

import dev.llmops.contracts.memorygraph.GraphEdge;
import dev.llmops.contracts.memorygraph.GraphNode;
import dev.llmops.contracts.memorygraph.MemoryGraph.Reached;
import dev.llmops.contracts.memorygraph.Relation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** The nodes around some roots and the edges between them, gathered in one or both directions. */
final class Neighbourhood {
    private final GraphReadDao graph;
    private final Set<Relation> types;
    private final Map<UUID, Reached> reached = new LinkedHashMap<>();
    private final Map<EdgeRow.Key, StoredEdge> between = new LinkedHashMap<>();
    private boolean truncated;

    Neighbourhood(GraphReadDao graph, Set<Relation> types) {
        this.graph = graph;
        this.types = types;
    }

    void look(Collection<UUID> roots, boolean up, int depth) {
        List<Reached> found = graph.walk(roots, up, types, depth);
        if (found.size() > GraphReadDao.MAX_NODES) {
            truncated = true;
            found = found.subList(0, GraphReadDao.MAX_NODES);
        }
        Map<UUID, Reached> here = new LinkedHashMap<>();
        found.forEach(node -> here.put(NodeIds.of(node.node().ref()), node));
        List<StoredEdge> edges = graph.edges(here.keySet(), up, types);
        truncated |= edges.size() == GraphReadDao.MAX_EDGES;
        for (StoredEdge edge : edges) {
            if (here.containsKey(edge.upstream()) && here.containsKey(edge.downstream())) {
                between.put(new EdgeRow.Key(edge.downstream(), edge.upstream(), edge.type()), edge);
            }
        }
        here.forEach(reached::putIfAbsent);
    }

    GraphNode node(UUID id) {
        return Objects.requireNonNull(reached.get(id)).node();
    }

    List<Reached> nodes() {
        return new ArrayList<>(reached.values());
    }

    Collection<StoredEdge> stored() {
        return between.values();
    }

    List<GraphEdge> edges() {
        return between.values().stream().map(this::edge).toList();
    }

    GraphEdge edge(StoredEdge edge) {
        return new GraphEdge(
                node(edge.from()).ref(),
                node(edge.to()).ref(),
                edge.type(),
                edge.attributes(),
                edge.source(),
                edge.createdAt(),
                edge.seenAt(),
                edge.deletedAt());
    }

    boolean truncated() {
        return truncated;
    }
}
