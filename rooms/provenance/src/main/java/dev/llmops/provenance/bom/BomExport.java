// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.bom;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetDependency;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.contracts.registry.Registry;
import dev.llmops.kernel.Problem;
import dev.llmops.platform.sql.Database;
import dev.llmops.provenance.envelope.Documents;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** A version with all it depends on as one bill. What does not resolve, or is too much, makes the bill say it is incomplete. */
@Singleton
final class BomExport {
    static final int MAX_COMPONENTS = 1_000;

    private final Provider<Registry> registry;
    private final Database database;
    private final BomComponents components;
    private final BomSchemas schemas;

    BomExport(Provider<Registry> registry, Database database, BomComponents components, BomSchemas schemas) {
        this.registry = registry;
        this.database = database;
        this.components = components;
        this.schemas = schemas;
    }

    ObjectNode bom(Caller caller, String assetId, String version) {
        Asset root = registry.get()
                .canonical(caller, assetId)
                .map(Registry.CanonicalAsset::asset)
                .orElseThrow(() ->
                        Problem.notFound("id", assetId, "the id of a version that is registered in your organisation"));
        Closure closure = closure(caller, root);
        ObjectNode full = written(caller, closure, version, true);
        // What was imported under another version of the specification may not fit this one: then it stays out.
        ObjectNode bom = schemas.violations(version, full).isEmpty() ? full : written(caller, closure, version, false);
        if (!schemas.violations(version, bom).isEmpty()) {
            throw new IllegalStateException("the bill of " + root.ref() + " does not fit CycloneDX " + version + ": "
                    + schemas.violations(version, bom));
        }
        return bom;
    }

    /** A version, what it needs directly, and what of that was not found. */
    private record Node(Asset asset, List<String> dependsOn, List<String> datasets, List<String> missing) {}

    private record Closure(Asset root, Map<String, Node> nodes, boolean truncated) {}

    private Closure closure(Caller caller, Asset root) {
        Map<String, Node> nodes = new LinkedHashMap<>();
        Set<String> seen = new LinkedHashSet<>(Set.of(BomComponents.ref(root)));
        Deque<Asset> open = new ArrayDeque<>(List.of(root));
        boolean truncated = false;
        while (!open.isEmpty()) {
            Asset asset = open.removeFirst();
            Node node = new Node(asset, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            nodes.put(BomComponents.ref(asset), node);
            for (AssetDependency dependency : asset.dependencies()) {
                Optional<Asset> found = found(caller, dependency);
                if (found.isEmpty()) {
                    node.missing().add(dependency.toString());
                    continue;
                }
                String ref = BomComponents.ref(found.get());
                if (!seen.contains(ref) && seen.size() == MAX_COMPONENTS) {
                    truncated = true;
                    continue;
                }
                depend(node, ref, found.get());
                if (seen.add(ref)) {
                    open.addLast(found.get());
                }
            }
        }
        return new Closure(root, nodes, truncated);
    }

    private static void depend(Node node, String ref, Asset found) {
        if (!ref.equals(BomComponents.ref(node.asset())) && !node.dependsOn().contains(ref)) {
            node.dependsOn().add(ref);
            if (found.kind().equals(AssetKind.DATASET)) {
                node.datasets().add(ref);
            }
        }
    }

    private Optional<Asset> found(Caller caller, AssetDependency dependency) {
        String selector = dependency.constraint().equals(AssetDependency.ANY) ? "latest" : dependency.constraint();
        try {
            return registry.get().resolve(caller, dependency.kind(), dependency.name(), selector);
        } catch (Problem unresolvable) {
            return Optional.empty();
        }
    }

    private ObjectNode written(Caller caller, Closure closure, String version, boolean withImported) {
        Asset root = closure.root();
        ObjectNode bom = JsonNodeFactory.instance.objectNode();
        bom.put("$schema", BomSchemas.location(version));
        bom.put("bomFormat", "CycloneDX");
        bom.put("specVersion", version);
        bom.put(
                "serialNumber",
                "urn:uuid:" + UUID.nameUUIDFromBytes((root.id() + root.digest() + version).getBytes(UTF_8)));
        bom.put("version", 1);
        ObjectNode metadata = bom.putObject("metadata");
        metadata.put("timestamp", root.updatedAt().toString());
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        ArrayNode dependencies = JsonNodeFactory.instance.arrayNode();
        ArrayNode incomplete = JsonNodeFactory.instance.arrayNode();
        closure.nodes().forEach((ref, node) -> {
            ObjectNode component = component(caller, node, withImported);
            if (node.asset().equals(root)) {
                metadata.set("component", component);
            } else {
                list.add(component);
            }
            ArrayNode refs = dependencies.addObject().put("ref", ref).putArray("dependsOn");
            node.dependsOn().forEach(refs::add);
            if (!node.missing().isEmpty()) {
                incomplete.add(ref);
            }
        });
        bom.set("components", list);
        bom.set("dependencies", dependencies);
        compositions(bom, BomComponents.ref(root), incomplete, closure.truncated());
        return bom;
    }

    private static void compositions(ObjectNode bom, String root, ArrayNode incomplete, boolean truncated) {
        ObjectNode composition = bom.putArray("compositions").addObject();
        composition.put("aggregate", truncated || !incomplete.isEmpty() ? "incomplete" : "complete");
        composition.set("dependencies", incomplete.isEmpty() ? incomplete.add(root) : incomplete);
    }

    private ObjectNode component(Caller caller, Node node, boolean withImported) {
        ObjectNode ours = components.component(node.asset(), node.datasets());
        node.missing().forEach(missing -> ours.withArray("properties")
                .addObject()
                .put("name", "llmops:unresolved")
                .put("value", missing));
        if (!withImported) {
            return ours;
        }
        Asset asset = node.asset();
        return database.read(caller.tenant(), sql -> new ComponentDao(sql).find(asset.id(), asset.digest()))
                .map(body ->
                        BomComponents.merged(ours, (ObjectNode) Documents.object("component", body.getBytes(UTF_8))))
                .orElse(ours);
    }
}
