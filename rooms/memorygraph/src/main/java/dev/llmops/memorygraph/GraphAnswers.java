// SPDX-License-Identifier: Apache-2.0
package dev.llmops.memorygraph;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.contracts.memorygraph.GraphEdge;
import dev.llmops.contracts.memorygraph.GraphNode;
import dev.llmops.contracts.memorygraph.MemoryGraph.BlastRadius;
import dev.llmops.contracts.memorygraph.MemoryGraph.Connection;
import dev.llmops.contracts.memorygraph.MemoryGraph.Impact;
import dev.llmops.contracts.memorygraph.MemoryGraph.Lineage;
import dev.llmops.contracts.memorygraph.MemoryGraph.Reached;
import dev.llmops.contracts.memorygraph.MemoryGraph.Severity;
import dev.llmops.contracts.memorygraph.NodeRef;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The graph as it goes over the wire. */
final class GraphAnswers {
    private GraphAnswers() {}

    /**
     * @param id the natural key, {@code type:namespace:name}
     * @param uid the same as a UUID, for addresses
     * @param distance from the root; null where there is none
     */
    @Schema(name = "GraphNode")
    record NodeBody(
            String id,
            UUID uid,
            String type,
            String namespace,
            String name,
            @Nullable String version,

            @JsonRawValue @Schema(implementation = JsonNode.class)
            String attributes,

            Instant validFrom,
            @Nullable Instant validTo,
            @Nullable Integer distance) {
        static NodeBody of(GraphNode node) {
            return of(node, null);
        }

        static NodeBody of(Reached reached) {
            return of(reached.node(), reached.distance());
        }

        private static NodeBody of(GraphNode node, @Nullable Integer distance) {
            NodeRef ref = node.ref();
            return new NodeBody(
                    ref.toString(),
                    NodeIds.of(ref),
                    ref.type().wireName(),
                    ref.namespace(),
                    ref.name(),
                    node.version(),
                    node.attributes(),
                    node.validFrom(),
                    node.validTo(),
                    distance);
        }
    }

    @Schema(name = "GraphEdge")
    record EdgeBody(
            String from,
            String to,
            String type,

            @JsonRawValue @Schema(implementation = JsonNode.class)
            String attributes,

            String source,
            Instant createdAt,
            Instant lastSeenAt,
            @Nullable Instant deletedAt) {
        static EdgeBody of(GraphEdge edge) {
            return new EdgeBody(
                    edge.from().toString(),
                    edge.to().toString(),
                    edge.type().wireName(),
                    edge.attributes(),
                    edge.source(),
                    edge.createdAt(),
                    edge.lastSeenAt(),
                    edge.deletedAt());
        }
    }

    @Schema(name = "Lineage")
    record LineageBody(
            NodeBody root,
            int depth,
            int nodeCount,
            int edgeCount,
            boolean truncated,
            Instant generatedAt,
            List<NodeBody> nodes,
            List<EdgeBody> edges) {
        static LineageBody of(Lineage.Found found) {
            return new LineageBody(
                    NodeBody.of(found.root()),
                    found.depth(),
                    found.nodes().size(),
                    found.edges().size(),
                    found.truncated(),
                    found.generatedAt(),
                    found.nodes().stream().map(NodeBody::of).toList(),
                    found.edges().stream().map(EdgeBody::of).toList());
        }
    }

    /** @param path the ids from the root to the node */
    @Schema(name = "Impacted")
    record ImpactedBody(NodeBody node, int distance, String severity, boolean breaking, List<String> path) {
        static ImpactedBody of(Impact impact) {
            return new ImpactedBody(
                    NodeBody.of(impact.node()),
                    impact.distance(),
                    impact.severity().name().toLowerCase(Locale.ROOT),
                    impact.breaking(),
                    impact.path().stream().map(NodeRef::toString).toList());
        }
    }

    @Schema(name = "ImpactSummary")
    record ImpactSummary(int totalImpacted, int breakingChanges, Map<String, Integer> bySeverity) {
        static ImpactSummary of(List<Impact> impacts) {
            Map<String, Integer> bySeverity = new LinkedHashMap<>();
            for (Severity severity : Severity.values()) {
                bySeverity.put(severity.name().toLowerCase(Locale.ROOT), 0);
            }
            impacts.forEach(
                    impact -> bySeverity.merge(impact.severity().name().toLowerCase(Locale.ROOT), 1, Integer::sum));
            int breaking = (int) impacts.stream().filter(Impact::breaking).count();
            return new ImpactSummary(impacts.size(), breaking, bySeverity);
        }
    }

    @Schema(name = "BlastRadius")
    record ImpactBody(
            NodeBody root,
            int depth,
            boolean truncated,
            Instant generatedAt,
            ImpactSummary summary,
            List<ImpactedBody> impacted) {
        static ImpactBody of(BlastRadius.Measured measured, int depth) {
            return new ImpactBody(
                    NodeBody.of(measured.root()),
                    depth,
                    measured.truncated(),
                    measured.generatedAt(),
                    ImpactSummary.of(measured.impacts()),
                    measured.impacts().stream().map(ImpactedBody::of).toList());
        }
    }

    /** @param length edges between the ends; null when they are not connected */
    @Schema(name = "GraphPath")
    record PathBody(
            boolean connected,
            @Nullable Integer length,
            boolean truncated,
            List<NodeBody> nodes,
            List<EdgeBody> edges) {
        static PathBody of(Connection.Connected way) {
            return new PathBody(
                    true,
                    way.edges().size(),
                    false,
                    way.nodes().stream().map(NodeBody::of).toList(),
                    way.edges().stream().map(EdgeBody::of).toList());
        }

        static PathBody none(boolean truncated) {
            return new PathBody(false, null, truncated, List.of(), List.of());
        }
    }

    /** A node with its facets. */
    @Schema(name = "GraphNodeDetail")
    record NodeDetail(NodeBody node, JsonNode facets) {}

    @Schema(name = "LineageRun")
    record RunBody(
            String id,
            String runId,
            String job,
            String state,
            Instant stateAt,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable Instant nominalStart,
            @Nullable Instant nominalEnd,
            @Nullable String parentRunId,
            Instant lastEventAt) {
        static RunBody of(RunDao.Run run) {
            return new RunBody(
                    "run:" + run.runId(),
                    run.runId(),
                    run.job().toString(),
                    run.state(),
                    run.stateAt(),
                    run.startedAt(),
                    run.endedAt(),
                    run.nominalStart(),
                    run.nominalEnd(),
                    run.parentRunId(),
                    run.lastEventAt());
        }
    }

    @Schema(name = "LineageEvent")
    record EventBody(
            String id,
            String kind,
            @Nullable String eventType,
            Instant eventTime,
            Instant receivedAt,

            @JsonRawValue @Schema(implementation = JsonNode.class)
            String event) {
        static EventBody of(RunDao.KeptEvent event) {
            return new EventBody(
                    event.id(), event.kind(), event.eventType(), event.eventTime(), event.receivedAt(), event.body());
        }
    }
}
