// SPDX-License-Identifier: Apache-2.0
package dev.llmops.memorygraph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.contracts.memorygraph.NodeRef;
import dev.llmops.contracts.memorygraph.NodeType;
import dev.llmops.contracts.memorygraph.Relation;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The facet {@code lineage}: relations said outright, between datasets and jobs in any combination, of wholes and of
 * fields. A job without a name is the event's own.
 */
final class DeclaredGraph {
    private final GraphChange change;
    private final ColumnGraph columns;
    private final Instant at;

    DeclaredGraph(GraphChange change, ColumnGraph columns, Instant at) {
        this.change = change;
        this.columns = columns;
        this.at = at;
    }

    /** On a job: entries for any target. */
    void entries(JsonNode entries, NodeRef ownJob) {
        for (JsonNode entry : entries) {
            if (entry.path("type").asText().equals("JOB")) {
                UUID job = job(entry, ownJob);
                entry.path("inputs").forEach(input -> feedsJob(input, job, ownJob));
            } else {
                NodeRef target = EventGraph.ref(NodeType.DATASET, entry);
                UUID dataset = change.node(target, at);
                feeds(entry, target, dataset, ownJob);
            }
        }
    }

    /** On a dataset: what feeds it. Without a job of its own, a source that names none is passed over. */
    void dataset(JsonNode facet, NodeRef dataset, UUID datasetId) {
        feeds(facet, dataset, datasetId, null);
    }

    private void feeds(JsonNode entry, NodeRef target, UUID targetId, @Nullable NodeRef ownJob) {
        for (JsonNode input : entry.path("inputs")) {
            if (!isJob(input)) {
                relate(targetId, source(input), Relation.DERIVED_FROM, input);
            } else if (input.has("name") || ownJob != null) {
                relate(job(input, ownJob), targetId, Relation.WRITES, input);
            }
        }
        for (Map.Entry<String, JsonNode> field : entry.path("fields").properties()) {
            UUID column = columns.column(target, targetId, field.getKey());
            for (JsonNode input : field.getValue().path("inputs")) {
                if (!isJob(input) || input.has("name") || ownJob != null) {
                    columns.from(column, fieldSource(input, ownJob), input.path("transformations"));
                }
            }
        }
    }

    private void feedsJob(JsonNode input, UUID job, NodeRef ownJob) {
        if (isJob(input)) {
            UUID source = job(input, ownJob);
            if (!source.equals(job)) {
                relate(job, source, Relation.DEPENDS_ON, input);
            }
        } else {
            relate(job, source(input), Relation.READS, input);
        }
    }

    private static boolean isJob(JsonNode input) {
        return input.path("type").asText().equals("JOB");
    }

    private UUID job(JsonNode named, @Nullable NodeRef ownJob) {
        NodeRef ref = named.has("name") || ownJob == null ? EventGraph.ref(NodeType.JOB, named) : ownJob;
        UUID job = change.node(ref, at);
        String runId = named.path("runId").asText().toLowerCase(Locale.ROOT);
        if (EventTerms.isUuid(runId)) {
            UUID run = change.node(EventGraph.runRef(runId), at);
            change.run(RunRow.of(run, runId, job, RunRow.RunState.OTHER, at));
        }
        return job;
    }

    /** The dataset, known with the field where one is named. */
    private UUID source(JsonNode input) {
        NodeRef ref = EventGraph.ref(NodeType.DATASET, input);
        UUID dataset = change.node(ref, at);
        if (input.hasNonNull("field")) {
            columns.column(ref, dataset, input.path("field").asText());
        }
        return dataset;
    }

    private UUID fieldSource(JsonNode input, @Nullable NodeRef ownJob) {
        if (isJob(input)) {
            return job(input, ownJob);
        }
        NodeRef ref = EventGraph.ref(NodeType.DATASET, input);
        UUID dataset = change.node(ref, at);
        return input.hasNonNull("field")
                ? columns.column(ref, dataset, input.path("field").asText())
                : dataset;
    }

    private void relate(UUID from, UUID to, Relation relation, JsonNode input) {
        if (from.equals(to)) {
            return;
        }
        ObjectNode attributes = JsonNodeFactory.instance.objectNode();
        for (String name : new String[] {"field", "transformations", "runId"}) {
            if (input.hasNonNull(name)) {
                attributes.set(name, input.get(name));
            }
        }
        change.edge(from, to, relation, EventGraph.SOURCE, attributes, at, false);
    }
}
