// SPDX-License-Identifier: Apache-2.0
package dev.llmops.memorygraph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.contracts.memorygraph.NodeRef;
import dev.llmops.contracts.memorygraph.Relation;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is to be written in one transaction, each row once, ordered by key: two transactions that write the same rows
 * lock them in the same order and never wait for each other in a circle.
 */
final class GraphChange {
    private static final ObjectNode NOTHING = JsonNodeFactory.instance.objectNode();

    private final Map<UUID, NodeRow> nodes = new TreeMap<>();
    private final Map<EdgeRow.Key, EdgeRow> edges = new TreeMap<>();
    private final Map<UUID, RunRow> runs = new TreeMap<>();
    private final Map<UUID, EventRow> events = new TreeMap<>();

    /** A node was mentioned. */
    UUID node(NodeRef ref, Instant at) {
        return node(ref, null, NOTHING, NOTHING, at);
    }

    UUID node(NodeRef ref, @Nullable String version, ObjectNode attributes, ObjectNode facets, Instant at) {
        return add(new NodeRow(NodeIds.of(ref), ref, version, attributes, facets, at, at, null));
    }

    /** A node with the facets that an event gives it. */
    UUID described(NodeRef ref, JsonNode facets, Instant at) {
        return node(ref, null, NOTHING, Facets.said(facets, at), at);
    }

    /** A node ended. */
    UUID ended(NodeRef ref, Instant at) {
        return add(new NodeRow(NodeIds.of(ref), ref, null, NOTHING, NOTHING, at, at, at));
    }

    private UUID add(NodeRow row) {
        nodes.merge(row.id(), row, NodeRow::merge);
        return row.id();
    }

    void edge(UUID from, UUID to, Relation type, String source, Instant at) {
        edge(from, to, type, source, NOTHING, at, false);
    }

    void edge(UUID from, UUID to, Relation type, String source, ObjectNode attributes, Instant at, boolean withdrawn) {
        add(new EdgeRow(EdgeRow.Key.of(from, to, type), source, attributes, at, at, withdrawn ? at : null));
    }

    void add(EdgeRow row) {
        edges.merge(row.key(), row, EdgeRow::merge);
    }

    void run(RunRow run) {
        runs.merge(run.id(), run, RunRow::merge);
    }

    void event(EventRow event) {
        events.put(event.id(), event);
    }

    void addAll(GraphChange other) {
        other.nodes.values().forEach(this::add);
        other.edges.values().forEach(this::add);
        other.runs.values().forEach(this::run);
        events.putAll(other.events);
    }

    /** Whether it mentions a node. */
    boolean says(UUID node) {
        return nodes.containsKey(node);
    }

    Collection<NodeRow> nodes() {
        return nodes.values();
    }

    Collection<EdgeRow> edges() {
        return edges.values();
    }

    Collection<RunRow> runs() {
        return runs.values();
    }

    Collection<EventRow> events() {
        return events.values();
    }
}
