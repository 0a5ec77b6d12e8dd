// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.bom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.contracts.registry.AssetKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A component that becomes a version. Names and versions are brought into the registry's form; what they were stands in the
 * labels.
 */
record ImportedComponent(String ref, AssetKind kind, String name, String version, JsonNode json) {
    private static final Pattern SEMVER = Pattern.compile(
            "v?(0|[1-9][0-9]{0,8})(?:\\.(0|[1-9][0-9]{0,8}))?(?:\\.(0|[1-9][0-9]{0,8}))?((?:-[0-9A-Za-z.-]+)?(?:\\+[0-9A-Za-z.-]+)?)");
    private static final int MAX_NAME = 200;
    private static final int MAX_TEXT = 1_024;
    private static final int MAX_DESCRIPTION = 65_536;
    private static final Map<String, String> TASKS = Map.of(
            "embedding", "embedding",
            "vision", "vision",
            "image", "vision",
            "function", "function_calling",
            "multi", "multi_modal");

    static ImportedComponent of(JsonNode json, AssetKind kind, String fallbackVersion) {
        String group = json.path("group").asText("");
        String own = json.path("name").asText("");
        String name = group.isEmpty() ? part(own) : part(group) + "/" + part(own);
        String version = version(json.path("version").asText(fallbackVersion));
        String ref = json.path("bom-ref").asText(kind.wireName() + "/" + name + "@" + version);
        return new ImportedComponent(ref, kind, name, version, json);
    }

    private static String part(String text) {
        String plain =
                text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]+", "-").replaceAll("^[^a-z0-9]+", "");
        String named =
                plain.isEmpty() || plain.equals("versions") ? "unnamed-" + Integer.toHexString(text.hashCode()) : plain;
        return named.length() > MAX_NAME / 2 ? named.substring(0, MAX_NAME / 2) : named;
    }

    /** 1.4 is 1.4.0; what is no number at all becomes a pre-release of 0.0.0. */
    static String version(String text) {
        Matcher matcher = SEMVER.matcher(text.strip());
        if (matcher.matches()) {
            String minor = matcher.group(2) == null ? "0" : matcher.group(2);
            String patch = matcher.group(3) == null ? "0" : matcher.group(3);
            return matcher.group(1) + "." + minor + "." + patch + matcher.group(4);
        }
        String rest = text.replaceAll("[^0-9A-Za-z-]+", "-").replaceAll("^-+|-+$", "");
        return rest.isEmpty() ? "0.0.0" : "0.0.0-x" + (rest.length() > 64 ? rest.substring(0, 64) : rest);
    }

    /** Its manifest. */
    ObjectNode manifest(List<ImportedComponent> dependencies) {
        ObjectNode manifest = JsonNodeFactory.instance.objectNode();
        manifest.put("apiVersion", "llmops/v1");
        manifest.put("kind", kind.wireName());
        ObjectNode metadata = manifest.putObject("metadata");
        metadata.put("name", name);
        metadata.put("version", version);
        String description = json.path("description").asText("");
        if (!description.isEmpty()) {
            metadata.put("description", shortened(description, MAX_DESCRIPTION));
        }
        licence(metadata);
        labels(metadata.putObject("labels"));
        manifest.set("spec", kind.equals(AssetKind.MODEL) ? modelSpec() : dataSpec());
        if (!dependencies.isEmpty()) {
            ArrayNode list = manifest.putArray("dependencies");
            dependencies.forEach(one -> list.addObject()
                    .put("kind", one.kind().wireName())
                    .put("name", one.name())
                    .put("version", one.version())
                    .put("type", one.kind().equals(AssetKind.DATASET) ? "training" : "runtime")
                    .put("required", false));
        }
        return manifest;
    }

    private void licence(ObjectNode metadata) {
        JsonNode licence = json.path("licenses").path(0).path("license");
        String id = licence.path("id").asText(licence.path("name").asText(""));
        if (id.matches("[A-Za-z0-9][A-Za-z0-9.+-]{0,99}")) {
            metadata.put("licence", id);
        }
    }

    private void labels(ObjectNode labels) {
        for (String member : List.of("name", "group", "version", "purl", "cpe", "bom-ref")) {
            String text = json.path(member).asText("");
            if (!text.isEmpty()) {
                labels.put("cyclonedx/" + member, shortened(text, MAX_TEXT));
            }
        }
    }

    private ObjectNode modelSpec() {
        ObjectNode spec = JsonNodeFactory.instance.objectNode();
        String task = json.at("/modelCard/modelParameters/task").asText("").toLowerCase(Locale.ROOT);
        spec.put(
                "type",
                TASKS.entrySet().stream()
                        .filter(entry -> task.contains(entry.getKey()))
                        .map(Map.Entry::getValue)
                        .sorted()
                        .findFirst()
                        .orElse("completion"));
        List<String> makers = new ArrayList<>();
        for (String pointer : List.of("/publisher", "/supplier/name", "/manufacturer/name", "/group")) {
            String maker = json.at(pointer).asText("");
            if (!maker.isBlank()) {
                makers.add(shortened(maker, 255));
            }
        }
        spec.put("provider", makers.isEmpty() ? "unknown" : makers.getFirst());
        return spec;
    }

    private ObjectNode dataSpec() {
        ObjectNode spec = JsonNodeFactory.instance.objectNode();
        spec.put("format", "unknown");
        ArrayNode locations = JsonNodeFactory.instance.arrayNode();
        String url =
                json.at("/contents/url").asText(json.at("/data/0/contents/url").asText(""));
        if (url.matches("[A-Za-z][A-Za-z0-9+.-]*:\\S{1,2000}")) {
            locations.addObject().put("uri", url);
            spec.set("locations", locations);
        }
        return spec;
    }

    private static String shortened(String text, int max) {
        String plain = text.replace("\0", "");
        return plain.length() > max ? plain.substring(0, max) : plain;
    }
}
