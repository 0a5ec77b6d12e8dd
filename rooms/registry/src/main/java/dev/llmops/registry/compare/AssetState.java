// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.compare;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetDependency;
import dev.llmops.registry.document.CanonicalJson;
import dev.llmops.registry.document.JsonSource;
import dev.llmops.registry.document.SourceTree;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a version says, as one JSON object without what counts or dates it. What it does not say is not in it. */
public final class AssetState {
    private AssetState() {}

    /** Everything that may differ between two states of one version. */
    public static ObjectNode of(Asset asset) {
        ObjectNode state = content(asset);
        state.put("status", asset.status().wireName());
        put(state, "status_reason", asset.statusReason());
        put(state, "successor", asset.successor());
        put(
                state,
                "sunset_at",
                asset.sunsetAt() == null ? null : asset.sunsetAt().toString());
        return state;
    }

    /** What its manifest says, version and name left out. */
    public static ObjectNode content(Asset asset) {
        ObjectNode state = SourceTree.NODES.objectNode();
        put(state, "description", asset.description());
        put(state, "owner", asset.owner());
        put(state, "licence", asset.licence());
        put(state, "provider", asset.provider());
        ArrayNode tags = state.putArray("tags");
        asset.tags().forEach(tags::add);
        ObjectNode labels = state.putObject("labels");
        new TreeMap<>(asset.labels()).forEach(labels::put);
        state.set("spec", JsonSource.read(asset.spec()).root());
        ArrayNode dependencies = state.putArray("dependencies");
        asset.dependencies().forEach(dependency -> add(dependencies, dependency));
        return state;
    }

    /** The members of one state that the other has not, or has otherwise. */
    public static ObjectNode differing(ObjectNode state, ObjectNode other) {
        ObjectNode differing = SourceTree.NODES.objectNode();
        Set<String> members = new TreeSet<>();
        state.fieldNames().forEachRemaining(members::add);
        for (String member : members) {
            if (!other.has(member)
                    || !CanonicalJson.of(state.get(member)).equals(CanonicalJson.of(other.get(member)))) {
                differing.set(member, state.get(member));
            }
        }
        return differing;
    }

    private static void add(ArrayNode array, AssetDependency dependency) {
        ObjectNode item = array.addObject();
        item.put("kind", dependency.kind().wireName());
        item.put("name", dependency.name());
        item.put("version", dependency.constraint());
        item.put("type", dependency.type().wireName());
        item.put("required", dependency.required());
    }

    private static void put(ObjectNode state, String member, @Nullable String value) {
        if (value != null) {
            state.put(member, value);
        }
    }
}
