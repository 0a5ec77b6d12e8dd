// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.dependency;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.registry.AssetDependency;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Ulids;
import dev.llmops.platform.sql.Database;
import dev.llmops.registry.dependency.DependencyDao.VersionRow;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Asks an organisation's graph what a version depends on, and what depends on it. */
@Singleton
final class DependencyQueries {
    static final int MAX_NODES = 10_000;
    static final int MAX_DEPTH = 10;

    private final Database database;
    private final DependencyGraphs graphs;
    private final Clock clock;

    DependencyQueries(Database database, DependencyGraphs graphs, Clock clock) {
        this.database = database;
        this.graphs = graphs;
        this.clock = clock;
    }

    /**
     * A version in an answer.
     *
     * @param depth steps from the version that was asked about
     * @param dependencyCount how many others it declares
     */
    @Schema(name = "DependencyNode")
    record Node(String id, String kind, String name, String version, String status, int depth, int dependencyCount) {}

    /** A declared dependency of one node on another. */
    @Schema(name = "DependencyEdge")
    record Edge(String from, String to, AssetDependency.Type type, boolean required, String constraint) {}

    /** A declared dependency that no version meets. */
    @Schema(name = "UnresolvedDependency")
    record Unresolved(
            String from, String kind, String name, String constraint, AssetDependency.Type type, boolean required) {}

    /** @param truncated whether there is more than the nodes shown */
    @Schema(name = "Dependencies")
    record Answer(
            Node root,
            int depth,
            int nodeCount,
            int edgeCount,
            boolean truncated,
            Instant generatedAt,
            List<Node> nodes,
            List<Edge> edges,
            List<Unresolved> unresolved) {}

    /** @param depth 1 to 10; null for all */
    Answer dependencies(Caller caller, String id, @Nullable Integer depth) {
        return ask(caller, id, false, depth);
    }

    /** @param depth 1 to 10; null for all */
    Answer dependents(Caller caller, String id, @Nullable Integer depth) {
        return ask(caller, id, true, depth);
    }

    private Answer ask(Caller caller, String id, boolean reverse, @Nullable Integer depth) {
        int limit = depth == null ? Integer.MAX_VALUE : depth;
        return about(caller, id, (graph, root, row) -> {
            Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            if (root == UlidTable.NONE) {
                return new Answer(alone(row), 0, 0, 0, false, now, List.of(), List.of(), List.of());
            }
            GraphWalk walk = GraphWalk.from(graph, root, reverse, limit, MAX_NODES, any -> true);
            return answer(graph, walk, limit, reverse, now);
        });
    }

    /** What is asked of the graph about one version. */
    @FunctionalInterface
    interface Question<T> {
        /**
         * @param node its number; {@link UlidTable#NONE} for a version that has no edge, which is then known by its row
         */
        T answer(DependencyGraph graph, int node, VersionRow row);
    }

    /** Refuses with {@code not_found} when the organisation has no such version. */
    <T> T about(Caller caller, String id, Question<T> question) {
        String known = Ulids.isUlid(id) ? id.toUpperCase(Locale.ROOT) : id;
        if (Ulids.isUlid(id)) {
            Optional<T> answer = graphs.ask(caller.tenant(), graph -> {
                int node = graph.find(known);
                return node == UlidTable.NONE
                        ? Optional.<T>empty()
                        : Optional.of(question.answer(graph, node, row(graph, node)));
            });
            if (answer.isPresent()) {
                return answer.get();
            }
            VersionRow row =
                    database.read(caller.tenant(), sql -> new DependencyDao(sql).versions(List.of(known))).stream()
                            .findFirst()
                            .orElse(null);
            if (row != null) {
                return graphs.ask(caller.tenant(), graph -> question.answer(graph, UlidTable.NONE, row));
            }
        }
        throw Problem.notFound("id", id, "the id of a version that is registered in your organisation");
    }

    private static VersionRow row(DependencyGraph graph, int node) {
        NameNode name = graph.name(node);
        NameNode.Member member = graph.member(node);
        return member == null
                ? new VersionRow(graph.id(node), name.kind, name.name, "", "", "")
                : new VersionRow(
                        graph.id(node), name.kind, name.name, member.version(), member.sortKey(), member.state());
    }

    static Node alone(VersionRow row) {
        return new Node(row.id(), row.kind(), row.name(), row.version(), row.status(), 0, 0);
    }

    static Node node(DependencyGraph graph, int node, int depth) {
        VersionRow row = row(graph, node);
        int[] declared = new int[1];
        graph.forward(node, edge -> declared[0]++);
        return new Node(row.id(), row.kind(), row.name(), row.version(), row.status(), depth, declared[0]);
    }

    private static Answer answer(DependencyGraph graph, GraphWalk walk, int limit, boolean reverse, Instant now) {
        List<Node> nodes = new ArrayList<>();
        List<Edge> edges = new ArrayList<>();
        List<Unresolved> unresolved = new ArrayList<>();
        int deepest = 0;
        for (int place = 0; place < walk.size(); place++) {
            int from = walk.node(place);
            if (place > 0) {
                nodes.add(node(graph, from, walk.distance(place)));
            }
            deepest = Math.max(deepest, walk.distance(place));
            boolean expanded = reverse || walk.distance(place) < limit;
            if (expanded) {
                graph.forward(from, edge -> add(graph, walk, edge, reverse, edges, unresolved));
            }
        }
        return new Answer(
                node(graph, walk.node(0), 0),
                deepest,
                nodes.size(),
                edges.size(),
                walk.isTruncated(),
                now,
                nodes,
                edges,
                unresolved);
    }

    private static void add(
            DependencyGraph graph,
            GraphWalk walk,
            int edge,
            boolean reverse,
            List<Edge> edges,
            List<Unresolved> unresolved) {
        Edges all = graph.edges();
        String from = graph.id(all.source(edge));
        int target = all.target(edge);
        if (target != Edges.NONE) {
            if (walk.holds(target) && edges.size() < 2 * MAX_NODES) {
                edges.add(
                        new Edge(from, graph.id(target), all.type(edge), all.isRequired(edge), graph.constraint(edge)));
            }
        } else if (!reverse) {
            NameNode asked = graph.asked(edge);
            unresolved.add(new Unresolved(
                    from, asked.kind, asked.name, graph.constraint(edge), all.type(edge), all.isRequired(edge)));
        }
    }
}
