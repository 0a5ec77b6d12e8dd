// SPDX-License-Identifier: Apache-2.0
package dev.llmops.memorygraph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.contracts.memorygraph.NodeRef;
import dev.llmops.contracts.memorygraph.NodeType;
import dev.llmops.contracts.memorygraph.Relation;
import dev.llmops.kernel.Problem;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * Which field was made from which. What is said of a whole dataset (a filter, a join) holds for each of its fields that
 * the event names.
 */
final class ColumnGraph {
    static final int MAX_COLUMN_EDGES = 20_000;
    private static final int MAX_FIELD_BYTES = 500;

    private final GraphChange change;
    private final Instant at;
    private int edges;

    ColumnGraph(GraphChange change, Instant at) {
        this.change = change;
        this.at = at;
    }

    /** The facet {@code columnLineage} of a dataset. */
    void lineage(JsonNode facet, NodeRef dataset, UUID datasetId) {
        for (Map.Entry<String, JsonNode> field : facet.path("fields").properties()) {
            UUID target = column(dataset, datasetId, field.getKey());
            field.getValue().path("inputFields").forEach(input -> input(target, input));
            facet.path("dataset").forEach(input -> input(target, input));
        }
    }

    private void input(UUID target, JsonNode input) {
        NodeRef source = EventGraph.ref(NodeType.DATASET, input);
        UUID sourceId = change.node(source, at);
        from(target, column(source, sourceId, input.path("field").asText()), input.path("transformations"));
    }

    /** The node of a field, known as part of its dataset. */
    UUID column(NodeRef dataset, UUID datasetId, String field) {
        if (!EventTerms.isStorable(field, MAX_FIELD_BYTES)) {
            throw Problem.invalid(
                    "field", field, "the name of a field, 1 to " + MAX_FIELD_BYTES + " bytes without NUL");
        }
        ObjectNode attributes = JsonNodeFactory.instance
                .objectNode()
                .put("dataset", dataset.toString())
                .put("field", field);
        UUID column = change.node(
                NodeRef.column(dataset, field), null, attributes, JsonNodeFactory.instance.objectNode(), at);
        change.edge(datasetId, column, Relation.PARENT_OF, EventGraph.SOURCE, at);
        return column;
    }

    void from(UUID target, UUID source, JsonNode transformations) {
        if (++edges > MAX_COLUMN_EDGES) {
            throw Problem.invalid(
                    "columnLineage", edges, "at most " + MAX_COLUMN_EDGES + " relations of columns in one event");
        }
        if (target.equals(source)) {
            return;
        }
        ObjectNode attributes = JsonNodeFactory.instance.objectNode();
        if (!transformations.isEmpty()) {
            attributes.set("transformations", transformations);
        }
        change.edge(target, source, Relation.COLUMN_FROM, EventGraph.SOURCE, attributes, at, false);
    }
}
