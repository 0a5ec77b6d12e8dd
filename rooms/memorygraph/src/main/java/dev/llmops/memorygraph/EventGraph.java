// SPDX-License-Identifier: Apache-2.0
package dev.llmops.memorygraph;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.contracts.memorygraph.NodeRef;
import dev.llmops.contracts.memorygraph.NodeType;
import dev.llmops.contracts.memorygraph.Relation;
import dev.llmops.memorygraph.RunRow.RunState;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What an event of OpenLineage says of the graph. A pure function of the event. */
final class EventGraph {
    static final String SOURCE = "openlineage";

    private final GraphChange change = new GraphChange();
    private final LineageEvent event;
    private final Instant at;
    private final ColumnGraph columns;

    private EventGraph(LineageEvent event) {
        this.event = event;
        this.at = event.at();
        this.columns = new ColumnGraph(change, at);
    }

    /** @param body the event as it is kept */
    static GraphChange of(LineageEvent event, String body) {
        EventGraph graph = new EventGraph(event);
        UUID subject =
                switch (event.kind()) {
                    case RUN -> graph.runEvent();
                    case JOB -> graph.jobEvent();
                    case DATASET -> graph.dataset(event.json().path("dataset"));
                };
        graph.change.event(new EventRow(
                NodeIds.of(body.getBytes(UTF_8)),
                event.kind().wireName(),
                subject,
                event.type(),
                event.at(),
                event.json().path("producer").asText(),
                body));
        return graph.change;
    }

    private UUID runEvent() {
        JsonNode json = event.json();
        JsonNode facets = json.path("run").path("facets");
        UUID job = jobEvent();
        String runId = json.path("run").path("runId").asText().toLowerCase(Locale.ROOT);
        UUID run = change.described(runRef(runId), facets, at);
        UUID parent = parent(facets.path("parent"), job, run);
        dependencies(facets.path("jobDependencies"), job);
        RunState state = event.type() == null ? RunState.OTHER : RunState.valueOf(event.type());
        JsonNode nominal = facets.path("nominalTime");
        change.run(RunRow.of(run, runId, job, state, at)
                .with(time(nominal.path("nominalStartTime")), time(nominal.path("nominalEndTime")), parent));
        versions(json.path("inputs"), run, Relation.READS);
        versions(json.path("outputs"), run, Relation.WRITES);
        return run;
    }

    private UUID jobEvent() {
        JsonNode json = event.json();
        JsonNode job = json.path("job");
        NodeRef ref = ref(NodeType.JOB, job);
        UUID id = change.described(ref, job.path("facets"), at);
        owners(job.path("facets").path("ownership"), id);
        for (JsonNode input : json.path("inputs")) {
            change.edge(id, dataset(input), Relation.READS, SOURCE, at);
        }
        for (JsonNode output : json.path("outputs")) {
            change.edge(id, dataset(output), Relation.WRITES, SOURCE, at);
        }
        JsonNode declared = job.path("facets").path("lineage").path("entries");
        if (!declared.isEmpty()) {
            new DeclaredGraph(change, columns, at).entries(declared, ref);
        }
        return id;
    }

    private UUID dataset(JsonNode dataset) {
        NodeRef ref = ref(NodeType.DATASET, dataset);
        JsonNode facets = dataset.path("facets");
        UUID id = change.described(ref, facets, at);
        if (facets.isEmpty()) {
            return id;
        }
        owners(facets.path("ownership"), id);
        for (JsonNode name : facets.path("symlinks").path("identifiers")) {
            UUID other = change.node(ref(NodeType.DATASET, name), at);
            if (!other.equals(id)) {
                change.edge(id, other, Relation.SAME_AS, SOURCE, at);
                change.edge(other, id, Relation.SAME_AS, SOURCE, at);
            }
        }
        lifecycle(facets.path("lifecycleStateChange"), ref, id);
        version(facets, ref, id);
        columns.lineage(facets.path("columnLineage"), ref, id);
        if (facets.has("lineage")) {
            new DeclaredGraph(change, columns, at).dataset(facets.path("lineage"), ref, id);
        }
        return id;
    }

    private void lifecycle(JsonNode facet, NodeRef ref, UUID id) {
        switch (facet.path("lifecycleStateChange").asText()) {
            case "DROP" -> change.ended(ref, at);
            case "RENAME" -> {
                JsonNode before = facet.path("previousIdentifier");
                if (before.isObject()) {
                    NodeRef old = ref(NodeType.DATASET, before);
                    if (!old.equals(ref)) {
                        change.edge(id, change.ended(old, at), Relation.REPLACES, SOURCE, at);
                    }
                }
            }
            default -> {
                // created, altered, truncated, overwritten: it was mentioned, which is all the graph needs
            }
        }
    }

    private void version(JsonNode facets, NodeRef ref, UUID id) {
        String version = facets.path("version").path("datasetVersion").asText();
        if (EventTerms.isStorable(version, 256)) {
            ObjectNode attributes = JsonNodeFactory.instance.objectNode().put("dataset", ref.toString());
            UUID node =
                    change.node(ref.version(version), version, attributes, JsonNodeFactory.instance.objectNode(), at);
            change.edge(id, node, Relation.PARENT_OF, SOURCE, at);
        }
    }

    /** A run reads and writes versions, where they are told. */
    private void versions(JsonNode datasets, UUID run, Relation relation) {
        for (JsonNode dataset : datasets) {
            String version = dataset.path("facets")
                    .path("version")
                    .path("datasetVersion")
                    .asText();
            if (EventTerms.isStorable(version, 256)) {
                UUID node = NodeIds.of(ref(NodeType.DATASET, dataset).version(version));
                change.edge(run, node, relation, SOURCE, at);
            }
        }
    }

    private void owners(JsonNode ownership, UUID owned) {
        for (JsonNode owner : ownership.path("owners")) {
            String name = owner.path("name").asText();
            if (EventTerms.isStorable(name, 1_024)) {
                ObjectNode attributes = JsonNodeFactory.instance.objectNode();
                if (owner.hasNonNull("type")) {
                    attributes.put("type", owner.path("type").asText());
                }
                change.edge(
                        change.node(new NodeRef(NodeType.USER, "", name), at),
                        owned,
                        Relation.OWNS,
                        SOURCE,
                        attributes,
                        at,
                        false);
            }
        }
    }

    private @Nullable UUID parent(JsonNode facet, UUID job, UUID run) {
        if (!facet.isObject()) {
            return null;
        }
        UUID parentJob = change.described(
                ref(NodeType.JOB, facet.path("job")), facet.path("job").path("facets"), at);
        UUID parentRun = run(facet.path("run"), parentJob);
        if (parentRun == null) {
            return null;
        }
        if (!parentJob.equals(job)) {
            change.edge(parentJob, job, Relation.PARENT_OF, SOURCE, at);
        }
        if (!parentRun.equals(run)) {
            change.edge(parentRun, run, Relation.PARENT_OF, SOURCE, at);
        }
        JsonNode root = facet.path("root");
        if (root.path("job").isObject()) {
            run(root.path("run"), change.node(ref(NodeType.JOB, root.path("job")), at));
        }
        return parentRun;
    }

    /** A run that is only mentioned: known, and in whatever state its own events say. */
    private @Nullable UUID run(JsonNode run, UUID job) {
        String runId = run.path("runId").asText().toLowerCase(Locale.ROOT);
        if (!EventTerms.isUuid(runId)) {
            return null;
        }
        UUID id = change.described(runRef(runId), run.path("facets"), at);
        change.run(RunRow.of(id, runId, job, RunState.OTHER, at));
        return id;
    }

    private void dependencies(JsonNode facet, UUID job) {
        for (JsonNode upstream : facet.path("upstream")) {
            dependency(job, change.node(ref(NodeType.JOB, upstream.path("job")), at), upstream);
        }
        for (JsonNode downstream : facet.path("downstream")) {
            dependency(change.node(ref(NodeType.JOB, downstream.path("job")), at), job, downstream);
        }
    }

    private void dependency(UUID from, UUID to, JsonNode facet) {
        ObjectNode attributes = JsonNodeFactory.instance.objectNode();
        for (String name : new String[] {"dependency_type", "sequence_trigger_rule", "status_trigger_rule"}) {
            if (facet.hasNonNull(name)) {
                attributes.put(name, facet.path(name).asText());
            }
        }
        if (!from.equals(to)) {
            change.edge(from, to, Relation.DEPENDS_ON, SOURCE, attributes, at, false);
        }
    }

    static NodeRef runRef(String runId) {
        return new NodeRef(NodeType.RUN, "", runId);
    }

    static NodeRef ref(NodeType type, JsonNode named) {
        return EventTerms.ref(
                type, named.path("namespace").asText(), named.path("name").asText());
    }

    private static @Nullable Instant time(JsonNode text) {
        return text.isTextual() ? EventTerms.time(text.textValue()) : null;
    }
}
