// SPDX-License-Identifier: Apache-2.0
package dev.llmops.memorygraph;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.contracts.memorygraph.GraphNode;
import dev.llmops.contracts.memorygraph.MemoryGraph.Connection;
import dev.llmops.contracts.memorygraph.MemoryGraph.Impact;
import dev.llmops.contracts.memorygraph.MemoryGraph.Severity;
import dev.llmops.contracts.memorygraph.NodeRef;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How a change of the root spreads: breadth first along all edges, and once more along those that need what they point
 * to. A node that the second reaches may break; one that only the first reaches hangs on something optional.
 */
final class Spread {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int NEAR = 2;

    private final Neighbourhood below;
    private final UUID root;
    private final Map<UUID, List<StoredEdge>> leaving = new HashMap<>();
    private final Map<UUID, Step> all;

    private Spread(Neighbourhood below, UUID root) {
        this.below = below;
        this.root = root;
        below.stored().forEach(edge -> leaving.computeIfAbsent(edge.upstream(), id -> new ArrayList<>())
                .add(edge));
        this.all = search(edge -> true);
    }

    static Spread from(Neighbourhood below, NodeRef root) {
        return new Spread(below, NodeIds.of(root));
    }

    /** How a node was first reached; the root by no edge. */
    private record Step(int distance, @Nullable StoredEdge by) {}

    private Map<UUID, Step> search(Predicate<StoredEdge> follows) {
        Map<UUID, Step> steps = new HashMap<>();
        Queue<UUID> next = new ArrayDeque<>();
        steps.put(root, new Step(0, null));
        next.add(root);
        while (!next.isEmpty()) {
            UUID id = next.remove();
            int distance = steps.getOrDefault(id, new Step(0, null)).distance + 1;
            for (StoredEdge edge : leaving.getOrDefault(id, List.of())) {
                if (!steps.containsKey(edge.downstream()) && follows.test(edge)) {
                    steps.put(edge.downstream(), new Step(distance, edge));
                    next.add(edge.downstream());
                }
            }
        }
        return steps;
    }

    Optional<Connection.Connected> way(NodeRef to) {
        UUID end = NodeIds.of(to);
        if (!all.containsKey(end)) {
            return Optional.empty();
        }
        List<StoredEdge> edges = edges(all, end);
        List<GraphNode> nodes = new ArrayList<>();
        nodes.add(below.node(root));
        edges.forEach(edge -> nodes.add(below.node(edge.downstream())));
        return Optional.of(
                new Connection.Connected(nodes, edges.stream().map(below::edge).toList()));
    }

    List<Impact> impacts() {
        Map<UUID, Step> hard = search(edge -> !isOptional(edge));
        List<Impact> impacts = new ArrayList<>();
        all.keySet().forEach(id -> {
            GraphNode node = below.node(id);
            if (!id.equals(root) && node.validTo() == null) {
                impacts.add(impact(id, node, hard.containsKey(id) ? hard : all, hard.containsKey(id)));
            }
        });
        impacts.sort(Comparator.comparing(Impact::severity)
                .reversed()
                .thenComparingInt(Impact::distance)
                .thenComparing(impact -> impact.node().ref().toString()));
        return impacts;
    }

    private Impact impact(UUID id, GraphNode node, Map<UUID, Step> steps, boolean breaking) {
        List<NodeRef> path = new ArrayList<>();
        path.add(below.node(root).ref());
        List<StoredEdge> edges = edges(steps, id);
        edges.forEach(edge -> path.add(below.node(edge.downstream()).ref()));
        return new Impact(node, edges.size(), severity(node, edges.size(), breaking), breaking, path);
    }

    private static Severity severity(GraphNode node, int distance, boolean breaking) {
        if (!breaking) {
            return Severity.LOW;
        }
        return switch (node.ref().type()) {
            case SERVICE, USER -> Severity.CRITICAL;
            case ASSET, VERSION, RUN, JOB, DATASET, COLUMN, PROMPT, WORKFLOW ->
                distance <= NEAR ? Severity.HIGH : Severity.MEDIUM;
        };
    }

    private static List<StoredEdge> edges(Map<UUID, Step> steps, UUID end) {
        List<StoredEdge> edges = new ArrayList<>();
        Step step = steps.get(end);
        while (step != null && step.by != null) {
            edges.add(step.by);
            step = steps.get(step.by.upstream());
        }
        Collections.reverse(edges);
        return edges;
    }

    private static boolean isOptional(StoredEdge edge) {
        if (edge.attributes().equals("{}")) {
            return false;
        }
        try {
            JsonNode attributes = JSON.readTree(edge.attributes());
            return (attributes.path("required").isBoolean()
                            && !attributes.path("required").asBoolean())
                    || attributes.path("dependency").asText().equals("test");
        } catch (JsonProcessingException e) {
            return false;
        }
    }
}
