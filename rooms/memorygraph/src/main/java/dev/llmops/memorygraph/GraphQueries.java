// SPDX-License-Identifier: Apache-2.0
package dev.llmops.memorygraph;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.contracts.memorygraph.GraphNode;
import dev.llmops.contracts.memorygraph.MemoryGraph.Reach;
import dev.llmops.contracts.memorygraph.NodeRef;
import dev.llmops.contracts.memorygraph.NodeType;
import dev.llmops.contracts.memorygraph.Relation;
import dev.llmops.kernel.Page;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.platform.sql.Database;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is asked of single nodes, runs and events, and how a caller's words name a node. */
@Singleton
final class GraphQueries {
    private static final int DEFAULT_DEPTH = 10;
    private static final int MAX_COLONS = 12;

    private final Database database;
    private final ObjectMapper json;

    GraphQueries(Database database, ObjectMapper json) {
        this.database = database;
        this.json = json;
    }

    Page<GraphNode> nodes(
            TenantId tenant,
            NodeType type,
            @Nullable String namespace,
            @Nullable String prefix,
            @Nullable Instant asOf,
            PageRequest page) {
        return Page.of(
                        database.read(tenant, sql -> new GraphReadDao(sql, asOf).list(type, namespace, prefix, page)),
                        page,
                        GraphReadDao.Listed::cursor)
                .map(GraphReadDao.Listed::node);
    }

    GraphAnswers.NodeDetail node(TenantId tenant, NodeRef ref, @Nullable Instant asOf) {
        return database.read(tenant, sql -> {
            GraphReadDao graph = new GraphReadDao(sql, asOf);
            GraphNode node = graph.find(NodeIds.of(ref)).orElseThrow(() -> missing(ref.toString()));
            String facets = graph.facets(NodeIds.of(ref)).orElse("{}");
            try {
                return new GraphAnswers.NodeDetail(
                        GraphAnswers.NodeBody.of(node), Facets.values(json.readTree(facets)));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("stored facets are no JSON", e);
            }
        });
    }

    Page<GraphAnswers.RunBody> runs(
            TenantId tenant, @Nullable NodeRef job, @Nullable String runId, @Nullable Instant asOf, PageRequest page) {
        UUID ofJob = job == null ? null : NodeIds.of(job);
        UUID run = runId == null ? null : NodeIds.of(EventGraph.runRef(runId));
        return Page.of(
                        database.read(tenant, sql -> new RunDao(sql).runs(ofJob, run, asOf, page)),
                        page,
                        RunDao.Run::cursor)
                .map(GraphAnswers.RunBody::of);
    }

    Page<GraphAnswers.EventBody> events(TenantId tenant, NodeRef subject, PageRequest page) {
        return Page.of(
                        database.read(tenant, sql -> new RunDao(sql).events(NodeIds.of(subject), page)),
                        page,
                        RunDao.KeptEvent::cursor)
                .map(GraphAnswers.EventBody::of);
    }

    /**
     * The node a caller means: its id, its UUID, or its id with the colons of the name left as they are, as long as only
     * one node can be meant.
     */
    NodeRef resolve(TenantId tenant, String text) {
        return database.read(tenant, sql -> {
            GraphReadDao graph = new GraphReadDao(sql, null);
            if (EventTerms.isUuid(text)) {
                return graph.find(UUID.fromString(text))
                        .orElseThrow(() -> missing(text))
                        .ref();
            }
            NodeRef written = NodeRef.parse(text);
            if (graph.find(NodeIds.of(written)).isPresent()) {
                return written;
            }
            return candidates(text).stream()
                    .filter(ref -> graph.find(NodeIds.of(ref)).isPresent())
                    .findFirst()
                    .orElseThrow(() -> missing(text));
        });
    }

    private static Set<NodeRef> candidates(String text) {
        Set<NodeRef> candidates = new LinkedHashSet<>();
        int first = text.indexOf(':');
        NodeType type = NodeType.parse(text.substring(0, first));
        candidates.add(new NodeRef(type, "", text.substring(first + 1)));
        int colon = text.lastIndexOf(':');
        for (int i = 0; i < MAX_COLONS && colon > first; i++, colon = text.lastIndexOf(':', colon - 1)) {
            if (colon < text.length() - 1) {
                candidates.add(new NodeRef(type, text.substring(first + 1, colon), text.substring(colon + 1)));
            }
        }
        return candidates;
    }

    static Problem missing(String id) {
        return Problem.notFound("node_id", id, "the id of a node of your organisation, such as dataset:namespace:name");
    }

    static Reach reach(@Nullable String depth, @Nullable String types, @Nullable String asOf) {
        Set<Relation> relations = new LinkedHashSet<>();
        if (types != null && !types.isBlank()) {
            for (String type : types.split(",", 64)) {
                relations.add(Relation.parse(type.strip()));
            }
        }
        return new Reach(depth(depth), relations.isEmpty() ? Relation.flowing() : relations, time(asOf));
    }

    private static int depth(@Nullable String depth) {
        if (depth == null || depth.isBlank()) {
            return DEFAULT_DEPTH;
        }
        try {
            return Integer.parseInt(depth);
        } catch (NumberFormatException e) {
            throw Problem.invalid("depth", depth, "a whole number from 1 to " + Reach.MAX_DEPTH);
        }
    }

    static @Nullable Instant time(@Nullable String asOf) {
        return Optional.ofNullable(asOf)
                .filter(text -> !text.isBlank())
                .map(text -> Optional.ofNullable(EventTerms.time(text))
                        .orElseThrow(
                                () -> Problem.invalid("as_of", text, "an RFC 3339 time, such as 2026-01-01T10:00:00Z")))
                .orElse(null);
    }
}
