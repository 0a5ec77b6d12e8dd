// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.dependency;

import dev.llmops.contracts.identity.Caller;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Where the closure of a version contradicts itself: one name wanted in several versions, or in none there is. */
@Singleton
final class Conflicts {
    private final DependencyQueries queries;
    private final Clock clock;

    Conflicts(DependencyQueries queries, Clock clock) {
        this.queries = queries;
        this.clock = clock;
    }

    @Schema(name = "DependencyConflictType")
    enum Type {
        /** Several versions are chosen. */
        VERSIONS,
        /** No version meets the constraint. */
        MISSING,
        /** The version that is named is retired. */
        RETIRED
    }

    /** @param resolved the version it gets now; null for none */
    @Schema(name = "DependencyWanted")
    record Wanted(
            String id,
            String kind,
            String name,
            String version,
            String constraint,
            boolean required,
            @Nullable String resolved) {}

    /** @param satisfying the highest version that would do for all; null when there is none */
    @Schema(name = "DependencyConflict")
    record Conflict(
            Type type,
            String kind,
            String name,
            List<Wanted> requiredBy,
            @Nullable String satisfying) {}

    @Schema(name = "DependencyConflicts")
    record Answer(
            DependencyQueries.Node root,
            int nodeCount,
            boolean truncated,
            Instant generatedAt,
            List<Conflict> conflicts) {}

    Answer of(Caller caller, String id) {
        return queries.about(caller, id, (graph, root, row) -> {
            Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            if (root == UlidTable.NONE) {
                return new Answer(DependencyQueries.alone(row), 0, false, now, List.of());
            }
            GraphWalk walk =
                    GraphWalk.from(graph, root, false, Integer.MAX_VALUE, DependencyQueries.MAX_NODES, any -> true);
            return new Answer(
                    DependencyQueries.node(graph, root, 0), walk.size() - 1, walk.isTruncated(), now, in(graph, walk));
        });
    }

    private static List<Conflict> in(DependencyGraph graph, GraphWalk walk) {
        Map<NameNode, List<Integer>> wanted = new LinkedHashMap<>();
        for (int place = 0; place < walk.size(); place++) {
            graph.forward(walk.node(place), edge -> wanted.computeIfAbsent(graph.asked(edge), any -> new ArrayList<>())
                    .add(edge));
        }
        List<Conflict> conflicts = new ArrayList<>();
        wanted.forEach((name, edges) -> {
            Type type = type(graph, name, edges);
            if (type != null) {
                conflicts.add(conflict(graph, type, name, edges));
            }
        });
        return conflicts;
    }

    private static @Nullable Type type(DependencyGraph graph, NameNode name, List<Integer> edges) {
        int first = graph.edges().target(edges.getFirst());
        boolean several = false;
        for (int edge : edges) {
            int target = graph.edges().target(edge);
            if (target == Edges.NONE) {
                return Type.MISSING;
            }
            several |= target != first;
        }
        if (several) {
            return Type.VERSIONS;
        }
        NameNode.Member member = name.member(first);
        return member != null && member.isRetired() ? Type.RETIRED : null;
    }

    private static Conflict conflict(DependencyGraph graph, Type type, NameNode name, List<Integer> edges) {
        NameNode.Member best = null;
        for (NameNode.Member member : name.members) {
            if (!member.isRetired()
                    && member.isBetterThan(best)
                    && edges.stream().allMatch(edge -> graph.fits(edge, member))) {
                best = member;
            }
        }
        List<Wanted> wanted = edges.stream().map(edge -> wanted(graph, edge)).toList();
        return new Conflict(type, name.kind, name.name, wanted, best == null ? null : best.version());
    }

    private static Wanted wanted(DependencyGraph graph, int edge) {
        DependencyQueries.Node source =
                DependencyQueries.node(graph, graph.edges().source(edge), 0);
        int target = graph.edges().target(edge);
        NameNode.Member member = target == Edges.NONE ? null : graph.member(target);
        return new Wanted(
                source.id(),
                source.kind(),
                source.name(),
                source.version(),
                graph.constraint(edge),
                graph.edges().isRequired(edge),
                member == null ? null : member.version());
    }
}
