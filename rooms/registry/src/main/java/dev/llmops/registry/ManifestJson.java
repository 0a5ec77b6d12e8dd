// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetDependency;
import dev.llmops.registry.document.JsonSource;
import dev.llmops.registry.document.SourceTree;
import org.jspecify.annotations.Nullable;

/** The manifest that would register a version. */
final class ManifestJson {
    private ManifestJson() {}

    static ObjectNode of(Asset asset) {
        ObjectNode manifest = SourceTree.NODES.objectNode();
        manifest.put("apiVersion", "llmops/v1");
        manifest.put("kind", asset.kind().wireName());
        ObjectNode metadata = manifest.putObject("metadata");
        metadata.put("name", asset.name());
        metadata.put("version", asset.version());
        put(metadata, "description", asset.description());
        put(metadata, "owner", asset.owner());
        put(metadata, "licence", asset.licence());
        if (!asset.tags().isEmpty()) {
            metadata.set("tags", AssetRow.jsonArray(asset.tags()));
        }
        if (!asset.labels().isEmpty()) {
            metadata.set("labels", AssetRow.jsonObject(asset.labels()));
        }
        manifest.set("spec", JsonSource.read(asset.spec()).root());
        asset.dependencies().stream()
                .filter(dependency -> !isImplied(asset, dependency))
                .forEach(dependency -> manifest.withArray("dependencies")
                        .addObject()
                        .put("kind", dependency.kind().wireName())
                        .put("name", dependency.name())
                        .put("version", dependency.constraint())
                        .put("type", dependency.type().wireName())
                        .put("required", dependency.required()));
        return manifest;
    }

    /** The model of a service stands in its spec already. */
    private static boolean isImplied(Asset asset, AssetDependency dependency) {
        return Dependencies.implied(asset.kind(), JsonSource.read(asset.spec()).root())
                .filter(dependency::equals)
                .isPresent();
    }

    private static void put(ObjectNode metadata, String member, @Nullable String text) {
        if (text != null) {
            metadata.put(member, text);
        }
    }
}
