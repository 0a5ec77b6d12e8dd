// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.mlflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetDependency;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Manifests of versions: a new one, and one that says the same with another description and other labels. */
final class AssetManifest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private AssetManifest() {}

    /** What MLflow says about a version that it registers. */
    record Registration(
            @Nullable String description,
            Map<String, String> tags,
            @Nullable String source,
            @Nullable String runId,
            @Nullable String runLink) {}

    static ObjectNode of(String name, String version, Registration registration) {
        ObjectNode manifest = begun(name, version);
        ObjectNode metadata = manifest.withObjectProperty("metadata");
        text(metadata, "description", registration.description());
        registration.tags().forEach(metadata.putObject("labels")::put);
        ObjectNode spec = manifest.putObject("spec");
        spec.put("type", "other").put("provider", "mlflow");
        ObjectNode source = JsonNodeFactory.instance.objectNode();
        text(source, "uri", registration.source());
        text(source, "run_id", registration.runId());
        text(source, "run_link", registration.runLink());
        if (!source.isEmpty()) {
            spec.set("source", source);
        }
        return manifest;
    }

    static ObjectNode of(Asset asset, @Nullable String description, Map<String, String> labels) {
        ObjectNode manifest = begun(asset.name(), asset.version());
        ObjectNode metadata = manifest.withObjectProperty("metadata");
        text(metadata, "description", description);
        text(metadata, "owner", asset.owner());
        text(metadata, "licence", asset.licence());
        asset.tags().forEach(metadata.putArray("tags")::add);
        labels.forEach(metadata.putObject("labels")::put);
        manifest.set("spec", spec(asset));
        if (!asset.dependencies().isEmpty()) {
            ArrayNode dependencies = manifest.putArray("dependencies");
            asset.dependencies().forEach(one -> dependencies.add(dependency(one)));
        }
        return manifest;
    }

    static JsonNode spec(Asset asset) {
        try {
            return JSON.readTree(asset.spec());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the spec of " + asset.id() + " cannot be read", e);
        }
    }

    private static ObjectNode begun(String name, String version) {
        ObjectNode manifest = JsonNodeFactory.instance.objectNode();
        manifest.put("apiVersion", "llmops/v1").put("kind", "model");
        manifest.putObject("metadata").put("name", name).put("version", version);
        return manifest;
    }

    private static ObjectNode dependency(AssetDependency dependency) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("kind", dependency.kind().wireName())
                .put("name", dependency.name())
                .put("version", dependency.constraint())
                .put("type", dependency.type().name().toLowerCase(Locale.ROOT))
                .put("required", dependency.required());
    }

    private static void text(ObjectNode object, String member, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            object.put(member, value);
        }
    }
}
