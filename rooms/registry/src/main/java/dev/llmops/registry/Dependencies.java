// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetDependency;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.contracts.registry.AssetRef;
import dev.llmops.kernel.Violation;
import dev.llmops.registry.document.JsonSource;
import dev.llmops.registry.document.SourceDocument;
import dev.llmops.registry.document.SourceTree;
import dev.llmops.registry.version.VersionRange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a version declares that it needs, in a manifest and in a row. */
final class Dependencies {
    private static final String DEFAULT_TYPE = AssetDependency.Type.RUNTIME.wireName();

    private Dependencies() {}

    /** The declared ones of a valid manifest, sorted. A service's model, said once more, adds nothing and is left out. */
    static List<AssetDependency> declared(AssetKind kind, JsonNode root) {
        List<AssetDependency> declared = new ArrayList<>();
        root.path("dependencies").forEach(item -> declared.add(read(item, "version")));
        implied(kind, root.path("spec")).ifPresent(declared::remove);
        return declared.stream().sorted().toList();
    }

    /** What the schema cannot say: each is a range of versions, and said once. */
    static List<Violation> faults(SourceDocument source) {
        List<Violation> faults = new ArrayList<>();
        Set<List<String>> seen = new HashSet<>();
        int place = 0;
        for (JsonNode item : source.root().path("dependencies")) {
            String pointer = "/dependencies/" + place++;
            List<String> target =
                    List.of(item.path("kind").asText(), item.path("name").asText());
            if (!seen.add(
                    List.of(target.get(0), target.get(1), item.path("type").asText(DEFAULT_TYPE)))) {
                faults.add(source.violation(pointer, "one dependency for each kind, name and type"));
            }
            if (item.has("version")
                    && VersionRange.tryParse(item.path("version").asText()).isEmpty()) {
                faults.add(source.violation(pointer + "/version", VersionRange.EXPECTED));
            }
        }
        return faults;
    }

    /** Those of a version that its manifest declared. */
    static List<AssetDependency> declared(Asset asset, JsonNode spec) {
        List<AssetDependency> declared = new ArrayList<>(asset.dependencies());
        implied(asset.kind(), spec).ifPresent(declared::remove);
        return declared;
    }

    /** The model a service stands on. */
    static Optional<AssetDependency> implied(AssetKind kind, JsonNode spec) {
        if (!kind.equals(AssetKind.SERVICE)) {
            return Optional.empty();
        }
        AssetRef model = AssetRef.parse(AssetKind.MODEL, spec.path("model").asText());
        return Optional.of(
                new AssetDependency(model.kind(), model.name(), model.version(), AssetDependency.Type.RUNTIME, true));
    }

    /** In the form that the digest covers and the database holds. */
    static ArrayNode json(List<AssetDependency> dependencies) {
        ArrayNode array = SourceTree.NODES.arrayNode();
        for (AssetDependency dependency : dependencies) {
            ObjectNode item = array.addObject();
            item.put("kind", dependency.kind().wireName());
            item.put("name", dependency.name());
            item.put("constraint", dependency.constraint());
            item.put("type", dependency.type().wireName());
            item.put("required", dependency.required());
        }
        return array;
    }

    static @Nullable String column(List<AssetDependency> dependencies) {
        return dependencies.isEmpty() ? null : json(dependencies).toString();
    }

    static List<AssetDependency> ofColumn(@Nullable String json) {
        if (json == null) {
            return List.of();
        }
        List<AssetDependency> dependencies = new ArrayList<>();
        JsonSource.read(json).root().forEach(item -> dependencies.add(read(item, "constraint")));
        return dependencies;
    }

    private static AssetDependency read(JsonNode item, String constraint) {
        return new AssetDependency(
                AssetKind.parse(item.path("kind").asText()),
                item.path("name").asText(),
                item.path(constraint).asText(AssetDependency.ANY),
                AssetDependency.Type.parse(item.path("type").asText(DEFAULT_TYPE)),
                item.path("required").asBoolean(true));
    }
}
