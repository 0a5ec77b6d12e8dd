// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.dependency;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.registry.AssetDependency;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What it would break if a version went away or changed. A dependent breaks when it needs the version to work, directly
 * or over others that break; whether it breaks is unknown where another version would do as well; what only builds or
 * tests with it, or can do without it, does not break.
 */
@Singleton
final class Impact {
    private static final Set<AssetDependency.Type> NEEDED_TO_WORK = Set.of(
            AssetDependency.Type.RUNTIME,
            AssetDependency.Type.DATA,
            AssetDependency.Type.CONFIG,
            AssetDependency.Type.TRAINING);

    private final DependencyQueries queries;
    private final Clock clock;

    Impact(DependencyQueries queries, Clock clock) {
        this.queries = queries;
        this.clock = clock;
    }

    @Schema(name = "ImpactType")
    enum Type {
        BREAKING,
        NON_BREAKING,
        UNKNOWN
    }

    @Schema(name = "ImpactSeverity")
    enum Severity {
        CRITICAL,
        HIGH,
        MEDIUM,
        LOW
    }

    /** @param path ids from the version asked about to this one, both included */
    @Schema(name = "ImpactedAsset")
    record Impacted(DependencyQueries.Node node, int distance, Type impactType, Severity severity, List<String> path) {}

    @Schema(name = "DependencyImpactSummary")
    record Summary(
            int totalImpacted,
            int breakingChanges,
            int unknownChanges,
            int criticalImpacts,
            List<String> recommendedActions) {}

    /** @param migrationOrder ids of what breaks, each behind what it depends on */
    @Schema(name = "Impact")
    record Answer(
            DependencyQueries.Node root,
            Summary summary,
            boolean truncated,
            Instant generatedAt,
            List<Impacted> nodes,
            List<String> migrationOrder) {}

    /** @param shown how many nodes are listed; the summary covers all, up to 10,000 */
    Answer of(Caller caller, String id, int shown) {
        return queries.about(caller, id, (graph, root, row) -> {
            Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            return root == UlidTable.NONE
                    ? new Answer(DependencyQueries.alone(row), summary(0, 0, 0, 0), false, now, List.of(), List.of())
                    : new Reading(graph, root).answer(shown, now);
        });
    }

    private static Summary summary(int total, int breaking, int unknown, int critical) {
        return new Summary(total, breaking, unknown, critical, actions(total, breaking, unknown, critical));
    }

    /** Sentences without their full stop, in the order in which they are to be followed. */
    static List<String> actions(int total, int breaking, int unknown, int critical) {
        if (total == 0) {
            return List.of("Nothing depends on it");
        }
        List<String> actions = new ArrayList<>();
        if (critical > 0) {
            actions.add(
                    "Move the " + counted(critical, "published version that depends", "published versions that depend")
                            + " on it directly first");
        }
        int others = breaking - critical;
        if (others > 0) {
            actions.add((critical > 0 ? "Then move the other " : "Move the ")
                    + counted(others, "version that breaks", "versions that break"));
        }
        if (unknown > 0) {
            actions.add("Test the "
                    + counted(unknown, "version that would choose another", "versions that would choose another"));
        }
        return actions;
    }

    private static String counted(int count, String one, String many) {
        return count == 1 ? one : count + " " + many;
    }

    /** One question to a graph. */
    private static final class Reading {
        private final DependencyGraph graph;
        private final GraphWalk all;
        private final GraphWalk breaking;
        private final GraphWalk needing;

        Reading(DependencyGraph graph, int root) {
            this.graph = graph;
            int max = DependencyQueries.MAX_NODES;
            this.all = GraphWalk.from(graph, root, true, Integer.MAX_VALUE, max, any -> true);
            this.needing = GraphWalk.from(graph, root, true, Integer.MAX_VALUE, max, this::isNeeded);
            this.breaking = GraphWalk.from(
                    graph, root, true, Integer.MAX_VALUE, max, edge -> isNeeded(edge) && !graph.hasOtherChoice(edge));
        }

        private boolean isNeeded(int edge) {
            return graph.edges().isRequired(edge)
                    && NEEDED_TO_WORK.contains(graph.edges().type(edge));
        }

        Answer answer(int shown, Instant now) {
            List<Impacted> nodes = new ArrayList<>();
            int breaks = 0;
            int unknown = 0;
            int critical = 0;
            for (int place = 1; place < all.size(); place++) {
                Type type = type(all.node(place));
                Severity severity = severity(place, type);
                breaks += type == Type.BREAKING ? 1 : 0;
                unknown += type == Type.UNKNOWN ? 1 : 0;
                critical += severity == Severity.CRITICAL ? 1 : 0;
                if (nodes.size() < shown) {
                    nodes.add(new Impacted(
                            DependencyQueries.node(graph, all.node(place), all.distance(place)),
                            all.distance(place),
                            type,
                            severity,
                            all.path(place).stream().map(graph::id).toList()));
                }
            }
            boolean truncated = all.isTruncated() || all.size() - 1 > shown;
            return new Answer(
                    DependencyQueries.node(graph, all.node(0), 0),
                    summary(all.size() - 1, breaks, unknown, critical),
                    truncated,
                    now,
                    nodes,
                    migrationOrder(shown));
        }

        private Type type(int node) {
            if (breaking.holds(node)) {
                return Type.BREAKING;
            }
            return needing.holds(node) ? Type.UNKNOWN : Type.NON_BREAKING;
        }

        private Severity severity(int place, Type type) {
            NameNode.Member member = graph.member(all.node(place));
            boolean out = member != null && member.isOut();
            return switch (type) {
                case BREAKING -> !out ? Severity.MEDIUM : all.distance(place) == 1 ? Severity.CRITICAL : Severity.HIGH;
                case UNKNOWN -> Severity.MEDIUM;
                case NON_BREAKING -> Severity.LOW;
            };
        }

        /** Kahn's order over what breaks; members of a cycle, which registration refuses, would be left out. */
        private List<String> migrationOrder(int shown) {
            // What each waits for, and one more; 0 until it is asked.
            int[] waiting = new int[graph.nodes()];
            List<String> order = new ArrayList<>();
            Deque<Integer> ready = new ArrayDeque<>(List.of(breaking.node(0)));
            while (!ready.isEmpty() && order.size() < shown) {
                int next = ready.poll();
                if (next != breaking.node(0)) {
                    order.add(graph.id(next));
                }
                graph.backward(next, edge -> {
                    int source = graph.edges().source(edge);
                    if (breaking.holds(source) && source != breaking.node(0)) {
                        if (waiting[source] == 0) {
                            waiting[source] = 1 + needs(source);
                        }
                        if (--waiting[source] == 1) {
                            ready.add(source);
                        }
                    }
                });
            }
            return order;
        }

        private int needs(int node) {
            int[] needs = new int[1];
            graph.forward(node, edge -> needs[0] += counts(edge) ? 1 : 0);
            return needs[0];
        }

        private boolean counts(int edge) {
            int target = graph.edges().target(edge);
            return target != Edges.NONE && breaking.holds(target);
        }
    }
}
