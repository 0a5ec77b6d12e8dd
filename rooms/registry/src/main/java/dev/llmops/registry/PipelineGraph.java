// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.kernel.Violation;
import dev.llmops.registry.document.SourceDocument;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The graph a pipeline draws, as steps that depend on steps or as nodes with edges: every reference must lead somewhere
 * and none may lead in a circle. The walk keeps its own stack, so that a long chain is as good as a short one.
 */
final class PipelineGraph {
    private final SourceDocument spec;
    private final List<Violation> findings = new ArrayList<>();
    private final Map<String, List<String>> next = new LinkedHashMap<>();
    private final Map<String, String> places = new HashMap<>();

    private PipelineGraph(JsonNode spec) {
        this.spec = new SourceDocument(spec, Map.of());
    }

    /** What is wrong with a spec that fits its schema; pointers begin with {@code /spec}. */
    static List<Violation> findings(JsonNode spec) {
        PipelineGraph graph = new PipelineGraph(spec);
        if (spec.has("steps")) {
            graph.readSteps();
        } else {
            graph.readDag();
        }
        graph.findCycle();
        return List.copyOf(graph.findings);
    }

    private void readSteps() {
        JsonNode steps = spec.root().path("steps");
        for (int i = 0; i < steps.size(); i++) {
            add(steps.get(i), "/steps/" + i);
        }
        for (int i = 0; i < steps.size(); i++) {
            JsonNode needs = steps.get(i).path("depends_on");
            for (int j = 0; j < needs.size(); j++) {
                String place = "/steps/" + i + "/depends_on/" + j;
                link(needs.get(j).asText(), steps.get(i).path("id").asText(), place, "the id of a step");
            }
        }
    }

    private void readDag() {
        JsonNode nodes = spec.root().at("/dag/nodes");
        JsonNode edges = spec.root().at("/dag/edges");
        Map<String, JsonNode> byId = new HashMap<>();
        for (int i = 0; i < nodes.size(); i++) {
            add(nodes.get(i), "/dag/nodes/" + i);
            byId.put(nodes.get(i).path("id").asText(), nodes.get(i));
        }
        for (int i = 0; i < edges.size(); i++) {
            String place = "/dag/edges/" + i;
            String from = edges.get(i).at("/from/node_id").asText();
            String to = edges.get(i).at("/to/node_id").asText();
            if (!next.containsKey(from)) {
                find(place + "/from/node_id", "the id of a node");
            } else {
                link(from, to, place + "/to/node_id", "the id of a node");
            }
            checkPort(edges.get(i).path("from"), byId.get(from), "output_ports", place + "/from/port");
            checkPort(edges.get(i).path("to"), byId.get(to), "input_ports", place + "/to/port");
        }
    }

    private void add(JsonNode vertex, String place) {
        String id = vertex.path("id").asText();
        if (next.containsKey(id)) {
            find(place + "/id", "an id that no other has");
            return;
        }
        next.put(id, new ArrayList<>());
        places.put(id, place);
    }

    private void link(String from, String to, String place, String expected) {
        List<String> followers = next.get(from);
        if (followers == null || !next.containsKey(to)) {
            find(place, expected);
        } else {
            followers.add(to);
        }
    }

    private void checkPort(JsonNode end, @Nullable JsonNode node, String ports, String place) {
        if (node == null || !end.has("port") || !node.has(ports)) {
            return;
        }
        for (JsonNode port : node.path(ports)) {
            if (port.equals(end.path("port"))) {
                return;
            }
        }
        find(place, "one of the " + ports + " of " + node.path("id").asText());
    }

    private void find(String place, String expected) {
        Violation found = spec.violation(place, expected);
        findings.add(new Violation("/spec" + place, found.value(), expected));
    }

    /** Depth first; an edge to a vertex that is still open closes a circle, which is the path from there on. */
    private void findCycle() {
        Set<String> done = new HashSet<>();
        for (String start : next.keySet()) {
            Deque<String> path = new ArrayDeque<>();
            Set<String> open = new HashSet<>();
            Deque<Iterator<String>> rest = new ArrayDeque<>();
            enter(start, path, open, rest, done);
            while (!rest.isEmpty()) {
                if (!rest.getLast().hasNext()) {
                    rest.removeLast();
                    open.remove(path.removeLast());
                    continue;
                }
                String vertex = rest.getLast().next();
                if (open.contains(vertex)) {
                    report(path, vertex);
                    return;
                }
                enter(vertex, path, open, rest, done);
            }
        }
    }

    private void enter(
            String vertex, Deque<String> path, Set<String> open, Deque<Iterator<String>> rest, Set<String> done) {
        if (done.add(vertex)) {
            path.addLast(vertex);
            open.add(vertex);
            rest.addLast(next.getOrDefault(vertex, List.of()).iterator());
        }
    }

    private void report(Deque<String> path, String vertex) {
        List<String> circle = new ArrayList<>(path);
        circle.subList(0, circle.indexOf(vertex)).clear();
        circle.add(vertex);
        findings.add(new Violation(
                "/spec" + places.get(vertex),
                String.join(" → ", circle),
                "an order in which nothing waits for itself"));
    }
}
