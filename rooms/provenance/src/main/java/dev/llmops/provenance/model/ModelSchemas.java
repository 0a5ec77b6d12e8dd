// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The specification's own schemas. */
final class ModelSchemas {
    private static final int MAX_FAULTS = 5;
    private static final String PREFIX = "https://model_signing/";
    private static final List<String> PARTS = List.of("bundle", "envelope", "statement", "predicate");

    private final JsonSchema bundle;
    private final JsonSchema statement;

    ModelSchemas() {
        Map<String, String> texts = new HashMap<>();
        PARTS.forEach(part -> texts.put(location(part), resource(part + ".schema.json")));
        JsonSchemaFactory factory = JsonSchemaFactory.getInstance(
                VersionFlag.V202012, builder -> builder.schemaLoaders(loaders -> loaders.schemas(texts)));
        SchemaValidatorsConfig config =
                SchemaValidatorsConfig.builder().pathType(PathType.JSON_POINTER).build();
        bundle = factory.getSchema(SchemaLocation.of(location("bundle")), config);
        statement = factory.getSchema(SchemaLocation.of(location("statement")), config);
    }

    List<String> bundleFaults(JsonNode json) {
        return faults(bundle, json);
    }

    List<String> statementFaults(JsonNode json) {
        return faults(statement, json);
    }

    private static List<String> faults(JsonSchema schema, JsonNode json) {
        return schema.validate(json).stream()
                .map(message -> message.getMessage())
                .distinct()
                .limit(MAX_FAULTS)
                .toList();
    }

    private static String location(String part) {
        return PREFIX + part + "/v1.0/schema";
    }

    private static String resource(String name) {
        try (InputStream stream = Objects.requireNonNull(ModelSchemas.class.getResourceAsStream(name), name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
