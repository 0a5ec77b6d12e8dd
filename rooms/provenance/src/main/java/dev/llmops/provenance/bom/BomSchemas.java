// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.bom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The specification's schemas, loaded when they are first needed: they are large. */
@Singleton
final class BomSchemas {
    static final List<String> VERSIONS = List.of("1.6", "1.7");
    private static final int MAX_VIOLATIONS = 100;
    private static final String PREFIX = "http://cyclonedx.org/schema/";
    private static final List<String> FILES = List.of(
            "bom-1.6.schema.json",
            "bom-1.7.schema.json",
            "spdx.schema.json",
            "jsf-0.82.schema.json",
            "cryptography-defs.schema.json");

    private final Map<String, JsonSchema> loaded = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> licences = new ConcurrentHashMap<>();

    static String version(@Nullable String text) {
        String version = text == null ? VERSIONS.getFirst() : text;
        if (!VERSIONS.contains(version)) {
            throw Problem.invalid("version", text, "1.6 or 1.7");
        }
        return version;
    }

    static String location(String version) {
        return PREFIX + "bom-" + version + ".schema.json";
    }

    /** Everything that is wrong, up to a bound. */
    List<Violation> violations(String version, JsonNode bom) {
        return loaded.computeIfAbsent(version, BomSchemas::load).validate(bom).stream()
                .map(fault -> new Violation(
                        fault.getInstanceLocation().toString().isEmpty()
                                ? "/"
                                : fault.getInstanceLocation().toString(),
                        null,
                        "what CycloneDX " + version + " allows: " + fault.getMessage()))
                .distinct()
                .limit(MAX_VIOLATIONS)
                .toList();
    }

    /** Whether a licence has an SPDX identifier of this spelling. */
    boolean isSpdx(String licence) {
        return licences.computeIfAbsent("spdx", key -> spdx()).contains(licence);
    }

    private static Set<String> spdx() {
        try {
            Set<String> ids = new HashSet<>();
            new ObjectMapper()
                    .readTree(resource("spdx.schema.json"))
                    .path("enum")
                    .forEach(id -> ids.add(id.asText()));
            return ids;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonSchema load(String version) {
        Map<String, String> texts = new HashMap<>();
        FILES.forEach(file -> texts.put(PREFIX + file, resource(file)));
        JsonSchemaFactory factory = JsonSchemaFactory.getInstance(
                VersionFlag.V7, builder -> builder.schemaLoaders(loaders -> loaders.schemas(texts)));
        SchemaValidatorsConfig config =
                SchemaValidatorsConfig.builder().pathType(PathType.JSON_POINTER).build();
        return factory.getSchema(SchemaLocation.of(location(version)), config);
    }

    private static String resource(String name) {
        try (InputStream stream = Objects.requireNonNull(BomSchemas.class.getResourceAsStream(name), name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
