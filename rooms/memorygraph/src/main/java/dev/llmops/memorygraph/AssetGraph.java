// SPDX-License-Identifier: Apache-2.0
package dev.llmops.memorygraph;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.contracts.memorygraph.NodeRef;
import dev.llmops.contracts.memorygraph.NodeType;
import dev.llmops.contracts.memorygraph.Relation;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetDependency;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.contracts.registry.AssetRef;
import dev.llmops.kernel.Problem;
import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a version of the registry says of the graph. A version lasts from its creation to its retirement; it feeds the
 * asset, so that whoever depends on the asset by a range hangs on each of its versions.
 */
final class AssetGraph {
    static final String SOURCE = "registry";
    private static final Pattern EXACT = Pattern.compile("\\d+\\.\\d+\\.\\d+(-[0-9A-Za-z.-]+)?(\\+[0-9A-Za-z.-]+)?");
    private static final ObjectNode NOTHING = JsonNodeFactory.instance.objectNode();

    private final GraphChange change = new GraphChange();
    private final Asset asset;

    private AssetGraph(Asset asset) {
        this.asset = asset;
    }

    static GraphChange of(Asset asset) {
        AssetGraph graph = new AssetGraph(asset);
        graph.write();
        return graph.change;
    }

    /** The asset over all its versions. */
    static NodeRef thing(AssetKind kind, String name) {
        NodeType type =
                switch (kind.wireName()) {
                    case "prompt" -> NodeType.PROMPT;
                    case "service" -> NodeType.SERVICE;
                    case "pipeline" -> NodeType.WORKFLOW;
                    case "dataset" -> NodeType.DATASET;
                    default -> NodeType.ASSET;
                };
        return new NodeRef(type, namespace(kind), name);
    }

    static NodeRef version(AssetKind kind, String name, String version) {
        return thing(kind, name).version(version);
    }

    private static String namespace(AssetKind kind) {
        return "registry/" + kind.wireName();
    }

    private void write() {
        Instant since = asset.createdAt();
        NodeRef thing = thing(asset.kind(), asset.name());
        UUID thingId =
                change.node(thing, null, object().put("kind", asset.kind().wireName()), NOTHING, since);
        NodeRef version = thing.version(asset.version());
        UUID id = change.node(version, asset.version(), attributes(), NOTHING, since);
        Instant retiredAt = asset.retiredAt();
        if (retiredAt != null) {
            change.ended(version, retiredAt);
        }
        edge(id, thingId, Relation.VERSION_OF, NOTHING);
        asset.dependencies().stream()
                .sorted(Comparator.comparing(AssetDependency::required)
                        .thenComparing(AssetDependency::type, Comparator.reverseOrder()))
                .forEach(dependency -> depends(id, dependency));
        successor(id);
        String owner = asset.owner();
        if (owner != null && EventTerms.isStorable(owner, EventTerms.MAX_NAME_BYTES)) {
            edge(change.node(new NodeRef(NodeType.USER, "", owner), since), id, Relation.OWNS, NOTHING);
        }
    }

    private ObjectNode attributes() {
        return object().put("asset_id", asset.id())
                .put("kind", asset.kind().wireName())
                .put("name", asset.name())
                .put("status", asset.status().wireName())
                .put("digest", asset.digest())
                .put("description", shortened(asset.description()));
    }

    private static @Nullable String shortened(@Nullable String text) {
        return text == null || text.length() <= 200 ? text : text.substring(0, 200) + "…";
    }

    /** Of several for one target the required one, and of those the one needed at run time, is the one said last. */
    private void depends(UUID id, AssetDependency dependency) {
        NodeRef target = thing(dependency.kind(), dependency.name());
        boolean exact = EXACT.matcher(dependency.constraint()).matches();
        UUID targetId = change.node(exact ? target.version(dependency.constraint()) : target, asset.createdAt());
        ObjectNode attributes = object().put("constraint", dependency.constraint())
                .put("dependency", dependency.type().wireName())
                .put("required", dependency.required());
        switch (dependency.type()) {
            case RUNTIME, BUILD -> edge(id, targetId, Relation.DEPENDS_ON, attributes);
            case TRAINING -> edge(id, targetId, Relation.TRAINED_ON, attributes);
            case DATA -> edge(id, targetId, Relation.DERIVED_FROM, attributes);
            case CONFIG -> edge(targetId, id, Relation.CONFIGURES, attributes);
            case TEST ->
                edge(
                        id,
                        targetId,
                        asset.kind().equals(AssetKind.TESTSUITE) ? Relation.VALIDATES : Relation.DEPENDS_ON,
                        attributes);
        }
    }

    private void successor(UUID id) {
        String successor = asset.successor();
        if (successor == null) {
            return;
        }
        try {
            AssetRef ref = AssetRef.parse(asset.kind(), successor);
            NodeRef target = ref.version().equals(AssetRef.LATEST)
                    ? thing(ref.kind(), ref.name())
                    : version(ref.kind(), ref.name(), ref.version());
            edge(change.node(target, asset.createdAt()), id, Relation.REPLACES, NOTHING);
        } catch (Problem e) {
            // the registry let it pass; the graph has no place for it
        }
    }

    private void edge(UUID from, UUID to, Relation type, ObjectNode attributes) {
        if (!from.equals(to)) {
            change.add(new EdgeRow(
                    EdgeRow.Key.of(from, to, type), SOURCE, attributes, asset.createdAt(), asset.updatedAt(), null));
        }
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
