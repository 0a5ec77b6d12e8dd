// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.bom;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.provenance.envelope.Documents;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Versions as CycloneDX components. */
@Singleton
final class BomComponents {
    static final String DIGEST = "llmops:digest";
    static final String MODEL = "machine-learning-model";
    static final String DATA = "data";
    private static final Pattern SHA256 = Pattern.compile("sha256:([0-9a-f]{64})");

    private final BomSchemas schemas;

    BomComponents(BomSchemas schemas) {
        this.schemas = schemas;
    }

    static String ref(Asset asset) {
        return asset.kind().wireName() + "/" + asset.ref();
    }

    /**
     * One version.
     *
     * @param datasets bom-refs of the data it was trained or tested with
     */
    ObjectNode component(Asset asset, List<String> datasets) {
        ObjectNode component = JsonNodeFactory.instance.objectNode();
        component.put("type", type(asset.kind()));
        component.put("bom-ref", ref(asset));
        int slash = asset.name().lastIndexOf('/');
        if (slash > 0) {
            component.put("group", asset.name().substring(0, slash));
        }
        component.put("name", asset.name().substring(slash + 1));
        component.put("version", asset.version());
        put(component, "description", asset.description());
        put(component, "publisher", asset.provider());
        licence(component, asset);
        hashes(component, asset);
        JsonNode spec = Documents.object("spec", asset.spec().getBytes(UTF_8));
        if (asset.kind().equals(AssetKind.MODEL)) {
            component.set("modelCard", modelCard(spec, datasets));
        } else if (type(asset.kind()).equals(DATA)) {
            component
                    .putArray("data")
                    .addObject()
                    .put("type", dataType(asset.kind()))
                    .put("name", asset.name());
        }
        properties(component, asset);
        return component;
    }

    private static String type(AssetKind kind) {
        return switch (kind.wireName()) {
            case "model" -> MODEL;
            case "dataset", "prompt", "policy", "testsuite" -> DATA;
            default -> "application";
        };
    }

    private static String dataType(AssetKind kind) {
        return switch (kind.wireName()) {
            case "dataset" -> "dataset";
            case "prompt", "policy" -> "configuration";
            default -> "other";
        };
    }

    private static void put(ObjectNode object, String member, @Nullable String text) {
        if (text != null && !text.isEmpty()) {
            object.put(member, text);
        }
    }

    private void licence(ObjectNode component, Asset asset) {
        String licence = asset.licence();
        if (licence != null) {
            component
                    .putArray("licenses")
                    .addObject()
                    .putObject("license")
                    .put(schemas.isSpdx(licence) ? "id" : "name", licence);
        }
    }

    /** Of its contents, where the spec names any; else of the version's canonical text. */
    private static void hashes(ObjectNode component, Asset asset) {
        TreeSet<String> digests = new TreeSet<>();
        Matcher matcher = SHA256.matcher(asset.spec());
        while (matcher.find()) {
            digests.add(matcher.group(1));
        }
        if (digests.isEmpty()) {
            digests.add(asset.digest().substring("sha256:".length()));
        }
        ArrayNode hashes = component.putArray("hashes");
        digests.forEach(hex -> hashes.addObject().put("alg", "SHA-256").put("content", hex));
    }

    private static ObjectNode modelCard(JsonNode spec, List<String> datasets) {
        ObjectNode card = JsonNodeFactory.instance.objectNode();
        ObjectNode parameters = card.putObject("modelParameters");
        put(parameters, "task", spec.path("type").asText(""));
        put(parameters, "modelArchitecture", spec.path("framework").asText(""));
        if (!datasets.isEmpty()) {
            ArrayNode refs = parameters.putArray("datasets");
            datasets.forEach(ref -> refs.addObject().put("ref", ref));
        }
        JsonNode capabilities = spec.path("capabilities");
        if (!capabilities.isEmpty()) {
            ArrayNode properties = card.putArray("properties");
            capabilities.properties().forEach(one -> properties
                    .addObject()
                    .put("name", "llmops:capability:" + one.getKey())
                    .put(
                            "value",
                            one.getValue().isValueNode()
                                    ? one.getValue().asText()
                                    : one.getValue().toString()));
        }
        return card;
    }

    private static void properties(ObjectNode component, Asset asset) {
        ArrayNode properties = component.putArray("properties");
        property(properties, "llmops:kind", asset.kind().wireName());
        property(properties, "llmops:id", asset.id());
        property(properties, DIGEST, asset.digest());
        property(properties, "llmops:status", asset.status().wireName());
        if (asset.owner() != null) {
            property(properties, "llmops:owner", asset.owner());
        }
        new TreeMap<>(asset.labels()).forEach((key, value) -> property(properties, "llmops:label:" + key, value));
        asset.tags().forEach(tag -> property(properties, "llmops:tag", tag));
    }

    private static void property(ArrayNode properties, String name, String value) {
        properties.addObject().put("name", name).put("value", value);
    }

    /**
     * What an import said, under what the registry says: identity, digests and what the product keeps itself win, all else
     * of the import stays.
     */
    static ObjectNode merged(ObjectNode ours, ObjectNode imported) {
        ObjectNode merged = imported.deepCopy();
        ours.properties().forEach(member -> {
            if (!member.getKey().equals("modelCard") && !member.getKey().equals("properties")) {
                merged.set(member.getKey(), member.getValue());
            }
        });
        ArrayNode properties = merged.withArray("properties");
        ours.path("properties").forEach(properties::add);
        if (!merged.has("modelCard") && ours.has("modelCard")) {
            merged.set("modelCard", ours.get("modelCard"));
        }
        merged.remove("components");
        return merged;
    }
}
