// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Violation;
import dev.llmops.registry.document.CanonicalJson;
import dev.llmops.registry.document.SchemaRules;
import dev.llmops.registry.document.Schemas;
import dev.llmops.registry.document.SourceDocument;
import dev.llmops.registry.kind.KindDirectory;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The JSON Schema of each kind's manifest, and the check against it. */
@Singleton
final class ManifestSchemas {
    static final int MAX_VIOLATIONS = Schemas.MAX_VIOLATIONS;
    private static final int MAX_COMPILED = 64;
    private static final String KINDS =
            "one of " + AssetKind.BUILT_IN.stream().map(AssetKind::wireName).collect(Collectors.joining(", "))
                    + ", or a kind an administrator registered";

    private final Map<AssetKind, Checked> builtIn = new HashMap<>();
    private final Map<String, Checked> registered = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Checked> eldest) {
            return size() > MAX_COMPILED;
        }
    });
    private final KindDirectory kinds;
    private final Checked content;

    ManifestSchemas(KindDirectory kinds) {
        this.kinds = kinds;
        for (AssetKind kind : AssetKind.BUILT_IN) {
            builtIn.put(kind, checked(kind, (ObjectNode) resource("spec-" + kind.wireName() + ".json")));
        }
        ObjectNode document = (ObjectNode) resource("manifest.json").at("/properties/metadata");
        document.remove("required");
        ((ObjectNode) document.get("properties")).retain("description", "owner", "tags", "labels");
        content = new Checked(document, Schemas.compile(document));
    }

    /** A schema and what it was compiled to. */
    private record Checked(ObjectNode document, JsonSchema schema) {
        List<Violation> violations(SourceDocument source) {
            return Schemas.violations(schema, document, source);
        }
    }

    private static Checked checked(AssetKind kind, ObjectNode spec) {
        ObjectNode document = (ObjectNode) resource("manifest.json");
        ObjectNode properties = (ObjectNode) document.get("properties");
        properties.putObject("kind").put("description", kind.wireName()).put("const", kind.wireName());
        properties.set("spec", SchemaRules.moved(spec, "/properties/spec"));
        return new Checked(document, Schemas.compile(document));
    }

    /** Asked anew each time, since another process may have removed the kind; compiled once for each text. */
    private Optional<Checked> find(TenantId tenant, AssetKind kind) {
        Checked known = builtIn.get(kind);
        if (known != null) {
            return Optional.of(known);
        }
        return kinds.specSchema(tenant, kind)
                .map(spec -> registered.computeIfAbsent(
                        kind + " " + CanonicalJson.digest(spec), key -> checked(kind, spec)));
    }

    /** The mutable part by itself, as a patch leaves it. */
    Manifest.MutableContent content(ObjectNode content) {
        List<Violation> violations = this.content.violations(new SourceDocument(content, Map.of()));
        if (!violations.isEmpty()) {
            throw new Problem(ErrorCode.VALIDATION_FAILED, violations);
        }
        return Manifest.MutableContent.of(content);
    }

    /** The whole schema of a kind's manifest; empty when the organisation has no such kind. */
    Optional<JsonNode> document(TenantId tenant, AssetKind kind) {
        return find(tenant, kind).map(checked -> checked.document().deepCopy());
    }

    /** The manifests, or one refusal that lists what is wrong with any of them. */
    List<Manifest> check(TenantId tenant, List<SourceDocument> sources) {
        List<Violation> violations = new ArrayList<>();
        List<Manifest> manifests = new ArrayList<>();
        Set<String> identities = new HashSet<>();
        for (SourceDocument source : sources) {
            List<Violation> found = violations(tenant, source);
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

    private List<Violation> violations(TenantId tenant, SourceDocument source) {
        JsonNode root = source.root();
        if (!root.isObject()) {
            return List.of(source.violation("", "an object with apiVersion, kind, metadata and spec"));
        }
        if (root.get("metadata") instanceof ObjectNode metadata) {
            metadata.removeIf(JsonNode::isNull);
        }
        String kind = root.path("kind").textValue();
        Optional<Checked> schema =
                kind != null && AssetKind.isName(kind) ? find(tenant, kindOf(source)) : Optional.empty();
        if (schema.isEmpty()) {
            return List.of(source.violation("/kind", KINDS));
        }
        List<Violation> violations = new ArrayList<>(schema.get().violations(source));
        if (violations.isEmpty()) {
            violations.addAll(Dependencies.faults(source));
        }
        return violations;
    }

    private static AssetKind kindOf(SourceDocument source) {
        return AssetKind.parse(source.root().path("kind").textValue());
    }

    private static JsonNode resource(String name) {
        return Schemas.resource(ManifestSchemas.class, name);
    }
}
