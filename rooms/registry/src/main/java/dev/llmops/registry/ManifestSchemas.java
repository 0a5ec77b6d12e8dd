// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.regex.RegularExpression;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The JSON Schema of each kind's manifest, and the check against it. */
@Singleton
final class ManifestSchemas {
    static final int MAX_VIOLATIONS = 100;
    private static final String KINDS =
            "one of " + AssetKind.BUILT_IN.stream().map(AssetKind::wireName).collect(Collectors.joining(", "));
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<AssetKind, ObjectNode> documents = new HashMap<>();
    private final Map<AssetKind, JsonSchema> schemas = new HashMap<>();
    private final ObjectNode contentDocument;
    private final JsonSchema contentSchema;

    ManifestSchemas() {
        JsonSchemaFactory factory = JsonSchemaFactory.getInstance(VersionFlag.V202012);
        SchemaValidatorsConfig config = SchemaValidatorsConfig.builder()
                .pathType(PathType.JSON_POINTER)
                .regularExpressionFactory(ManifestSchemas::compiled)
                .build();
        for (AssetKind kind : AssetKind.BUILT_IN) {
            ObjectNode document = (ObjectNode) resource("manifest.json");
            ObjectNode properties = (ObjectNode) document.get("properties");
            properties.putObject("kind").put("description", kind.wireName()).put("const", kind.wireName());
            properties.set("spec", resource("spec-" + kind.wireName() + ".json"));
            documents.put(kind, document);
            schemas.put(kind, factory.getSchema(document, config));
        }
        contentDocument = (ObjectNode) resource("manifest.json").at("/properties/metadata");
        contentDocument.remove("required");
        ((ObjectNode) contentDocument.get("properties")).retain("description", "owner", "tags", "labels");
        contentSchema = factory.getSchema(contentDocument, config);
    }

    /** The mutable part by itself, as a patch leaves it. */
    Manifest.MutableContent content(ObjectNode content) {
        SourceDocument source = new SourceDocument(content, Map.of());
        SchemaViolations reader = new SchemaViolations(source, contentDocument);
        List<Violation> violations = contentSchema.validate(content).stream()
                .map(reader::read)
                .distinct()
                .toList();
        if (!violations.isEmpty()) {
            throw new Problem(
                    ErrorCode.VALIDATION_FAILED,
                    violations.stream().limit(MAX_VIOLATIONS).toList());
        }
        return Manifest.MutableContent.of(content);
    }

    /** The whole schema of a kind's manifest. */
    JsonNode document(AssetKind kind) {
        return Objects.requireNonNull(documents.get(kind)).deepCopy();
    }

    /** The manifests, or one refusal that lists what is wrong with any of them. */
    List<Manifest> check(List<SourceDocument> sources) {
        List<Violation> violations = new ArrayList<>();
        List<Manifest> manifests = new ArrayList<>();
        Set<String> identities = new HashSet<>();
        for (SourceDocument source : sources) {
            List<Violation> found = violations(source);
            violations.addAll(found);
            if (found.isEmpty()) {
                Manifest manifest = Manifest.of(kindOf(source), source);
                manifests.add(manifest);
                if (!identities.add(manifest.identity())) {
                    violations.add(source.violation("/metadata", manifest.identity(), "one document for each version"));
                }
            }
        }
        if (!violations.isEmpty()) {
            throw new Problem(
                    ErrorCode.VALIDATION_FAILED,
                    violations.stream().limit(MAX_VIOLATIONS).toList());
        }
        return manifests;
    }

    private List<Violation> violations(SourceDocument source) {
        JsonNode root = source.root();
        if (!root.isObject()) {
            return List.of(source.violation("", "an object with apiVersion, kind, metadata and spec"));
        }
        if (root.get("metadata") instanceof ObjectNode metadata) {
            metadata.removeIf(JsonNode::isNull);
        }
        if (isNoKind(root.path("kind"))) {
            return List.of(source.violation("/kind", KINDS));
        }
        AssetKind kind = kindOf(source);
        SchemaViolations reader = new SchemaViolations(source, Objects.requireNonNull(documents.get(kind)));
        return Objects.requireNonNull(schemas.get(kind)).validate(root).stream()
                .map(reader::read)
                .distinct()
                .toList();
    }

    private static boolean isNoKind(JsonNode kind) {
        return AssetKind.BUILT_IN.stream().noneMatch(known -> known.wireName().equals(kind.textValue()));
    }

    private static AssetKind kindOf(SourceDocument source) {
        return AssetKind.parse(source.root().path("kind").textValue());
    }

    /** In JSON Schema {@code $} is the end of the text; Java's would let a line break follow. */
    private static RegularExpression compiled(String regex) {
        String java = regex.endsWith("$") ? regex.substring(0, regex.length() - 1) + "\\z" : regex;
        Pattern pattern = Pattern.compile(java);
        return value -> pattern.matcher(value).find();
    }

    private static JsonNode resource(String name) {
        try (InputStream stream = Objects.requireNonNull(ManifestSchemas.class.getResourceAsStream(name), name)) {
            return JSON.readTree(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
