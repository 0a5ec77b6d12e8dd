// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.dependency;

import dev.llmops.contracts.registry.Asset;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Violation;
import dev.llmops.registry.dependency.DependencyDao.EdgeRow;
import dev.llmops.registry.dependency.DependencyDao.Target;
import dev.llmops.registry.dependency.DependencyDao.VersionRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * Refuses versions that would come to depend on themselves. Asked within the transaction that wrote them, one at a time
 * in an organisation, so that of two that close a circle together the second is refused. Drafts count as if they were
 * published: no later publication closes a circle.
 */
public final class CycleCheck {
    static final int MAX_NODES = 10_000;

    private final DependencyDao dao;
    private final DependencyGraph graph;
    private final Set<Target> complete = new HashSet<>();

    private CycleCheck(Handle sql, VersionChoice choice) {
        this.dao = new DependencyDao(sql);
        this.graph = new DependencyGraph(choice);
    }

    /** Refuses with {@code cycle} and the path when one of these, just written, depends on itself. */
    public static void require(Handle sql, VersionChoice choice, TenantId tenant, Collection<Asset> written) {
        Map<String, Problem> refusals = refusals(sql, choice, tenant, written);
        if (!refusals.isEmpty()) {
            throw refusals.values().iterator().next();
        }
    }

    /** The refusal of each that depends on itself, by its id. */
    public static Map<String, Problem> refusals(
            Handle sql, VersionChoice choice, TenantId tenant, Collection<Asset> written) {
        List<Asset> depending = written.stream()
                .filter(asset -> !asset.dependencies().isEmpty())
                .toList();
        if (depending.isEmpty()) {
            return Map.of();
        }
        CycleCheck check = new CycleCheck(sql, choice);
        check.dao.lock(tenant.value());
        Set<Target> dependedOn = new HashSet<>(check.dao.dependedOn(
                depending.stream().map(CycleCheck::target).distinct().toList()));
        List<Asset> suspects = depending.stream()
                .filter(asset -> dependedOn.contains(target(asset)))
                .toList();
        return suspects.isEmpty() ? Map.of() : check.refusals(suspects);
    }

    private static Target target(Asset asset) {
        return new Target(asset.kind().wireName(), asset.name());
    }

    private Map<String, Problem> refusals(List<Asset> suspects) {
        Map<String, Problem> refusals = new LinkedHashMap<>();
        if (!load(suspects.stream().map(Asset::id).toList())) {
            suspects.forEach(suspect -> refusals.put(suspect.id(), tooLarge()));
            return refusals;
        }
        for (Asset suspect : suspects) {
            List<Integer> circle = circle(graph, graph.find(suspect.id()));
            if (!circle.isEmpty()) {
                refusals.put(suspect.id(), refusal(suspect, circle));
            }
        }
        return refusals;
    }

    private static Problem tooLarge() {
        return new Problem(
                ErrorCode.VALIDATION_FAILED,
                new Violation(
                        "/dependencies",
                        null,
                        "dependencies that lead to at most " + MAX_NODES + " versions, where others depend on it"));
    }

    /** Reads what the versions lead to, level by level; false when that is more than can be checked. */
    private boolean load(List<String> roots) {
        dao.versions(roots).forEach(this::put);
        Set<String> visited = new HashSet<>(roots);
        List<String> frontier = roots;
        while (!frontier.isEmpty()) {
            Map<String, List<EdgeRow>> edges = new HashMap<>();
            dao.edgesOf(frontier).forEach(edge -> edges.computeIfAbsent(edge.assetId(), any -> new ArrayList<>())
                    .add(edge));
            Set<Target> fresh = edges.values().stream()
                    .flatMap(List::stream)
                    .map(edge -> new Target(edge.targetKind(), edge.targetName()))
                    .filter(complete::add)
                    .collect(Collectors.toSet());
            dao.versionsOf(fresh).forEach(this::put);
            Set<String> next = new HashSet<>();
            edges.forEach((source, declared) -> {
                int node = graph.find(source);
                graph.declare(node, declared);
                graph.forward(node, edge -> {
                    int target = graph.edges().target(edge);
                    if (target != Edges.NONE && visited.add(graph.id(target))) {
                        next.add(graph.id(target));
                    }
                });
            });
            if (visited.size() > MAX_NODES + roots.size()) {
                return false;
            }
            frontier = List.copyOf(next);
        }
        return true;
    }

    private void put(VersionRow row) {
        boolean draft = row.status().equals("draft");
        graph.put(
                draft
                        ? new VersionRow(row.id(), row.kind(), row.name(), row.version(), row.sortKey(), "published")
                        : row);
    }

    /** From a version back to itself; empty when there is no such way. */
    static List<Integer> circle(DependencyGraph graph, int root) {
        GraphWalk walk = GraphWalk.from(graph, root, false, Integer.MAX_VALUE, Integer.MAX_VALUE - 1, any -> true);
        for (int place = 0; place < walk.size(); place++) {
            boolean[] closes = new boolean[1];
            graph.forward(walk.node(place), edge -> closes[0] |= graph.edges().target(edge) == root);
            if (closes[0]) {
                List<Integer> circle = new ArrayList<>(walk.path(place));
                circle.add(root);
                return circle;
            }
        }
        return List.of();
    }

    private Problem refusal(Asset asset, List<Integer> circle) {
        String path = circle.stream().map(this::shown).collect(Collectors.joining(" → "));
        return new Problem(
                ErrorCode.CYCLE,
                new Violation(
                        "/dependencies",
                        asset.kind().wireName() + " " + asset.ref(),
                        "no way back to itself, such as " + path,
                        null));
    }

    private String shown(int node) {
        NameNode name = graph.name(node);
        NameNode.Member member = graph.member(node);
        return name.kind + " " + name.name + "@" + (member == null ? "?" : member.version());
    }
}
