// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.lock;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.contracts.registry.AssetDependency;
import dev.llmops.registry.document.CanonicalJson;
import dev.llmops.registry.document.SourceTree;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A resolved closure. It has no date and no id, so that the same closure is the same text.
 *
 * @param requirements what was asked for, in order
 * @param assets one version of each asset, in order
 * @param digest SHA-256 of the rest in canonical form
 */
@Schema(name = "Lockfile")
public record Lockfile(int lockfileVersion, List<Requirement> requirements, List<Locked> assets, String digest) {
    static final int VERSION = 1;

    /** @param version a range, or a version */
    @Schema(name = "LockRequirement")
    public record Requirement(String kind, String name, String version) implements Comparable<Requirement> {
        @Override
        public int compareTo(Requirement other) {
            return toString().compareTo(other.toString());
        }
    }

    @Schema(name = "LockedAsset")
    public record Locked(String kind, String name, String version, String digest, List<Edge> dependencies) {}

    /** @param resolved the version in this file; null where an optional dependency is not in it */
    @Schema(name = "LockedDependency")
    public record Edge(
            String kind,
            String name,
            String version,
            AssetDependency.Type type,
            boolean required,
            @Nullable String resolved) {}

    static Lockfile of(List<Requirement> requirements, List<Candidate> assets) {
        List<Requirement> sorted = requirements.stream().distinct().sorted().toList();
        Map<Target, Candidate> byTarget = assets.stream()
                .collect(Collectors.toMap(Candidate::target, Function.identity(), (one, other) -> one, TreeMap::new));
        List<Locked> locked =
                byTarget.values().stream().map(asset -> locked(asset, byTarget)).toList();
        return new Lockfile(VERSION, sorted, locked, digest(sorted, locked));
    }

    private static Locked locked(Candidate asset, Map<Target, Candidate> byTarget) {
        List<Edge> edges = asset.dependencies().stream()
                .sorted()
                .map(dependency -> {
                    Candidate target = byTarget.get(new Target(dependency.kind(), dependency.name()));
                    return new Edge(
                            dependency.kind().wireName(),
                            dependency.name(),
                            dependency.constraint(),
                            dependency.type(),
                            dependency.required(),
                            target == null ? null : target.version().toString());
                })
                .toList();
        return new Locked(
                asset.target().kind().wireName(),
                asset.target().name(),
                asset.version().toString(),
                asset.digest(),
                edges);
    }

    static String digest(List<Requirement> requirements, List<Locked> assets) {
        ObjectNode root = SourceTree.NODES.objectNode().put("lockfile_version", VERSION);
        ArrayNode wanted = root.putArray("requirements");
        for (Requirement requirement : requirements) {
            wanted.addObject()
                    .put("kind", requirement.kind())
                    .put("name", requirement.name())
                    .put("version", requirement.version());
        }
        ArrayNode locked = root.putArray("assets");
        for (Locked asset : assets) {
            ObjectNode item = locked.addObject()
                    .put("kind", asset.kind())
                    .put("name", asset.name())
                    .put("version", asset.version())
                    .put("digest", asset.digest());
            ArrayNode edges = item.putArray("dependencies");
            for (Edge edge : asset.dependencies()) {
                edges.addObject()
                        .put("kind", edge.kind())
                        .put("name", edge.name())
                        .put("version", edge.version())
                        .put("type", edge.type().wireName())
                        .put("required", edge.required())
                        .put("resolved", edge.resolved());
            }
        }
        return CanonicalJson.digest(root);
    }
}
