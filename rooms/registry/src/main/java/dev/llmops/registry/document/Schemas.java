// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.regex.RegularExpression;
import dev.llmops.kernel.Violation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * JSON Schemas of draft 2020-12, compiled. Nothing is fetched from anywhere. A pattern may look at each character of a
 * value a bounded number of times.
 */
public final class Schemas {
    public static final int MAX_VIOLATIONS = 100;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(VersionFlag.V202012);
    private static final SchemaValidatorsConfig CONFIG = SchemaValidatorsConfig.builder()
            .pathType(PathType.JSON_POINTER)
            .regularExpressionFactory(Schemas::compiled)
            .build();

    private Schemas() {}

    public static JsonSchema compile(JsonNode document) {
        return FACTORY.getSchema(document, CONFIG);
    }

    /** What is wrong with a value, each thing once. */
    public static List<Violation> violations(JsonSchema schema, JsonNode document, SourceDocument source) {
        SchemaViolations reader = new SchemaViolations(source, document);
        return schema.validate(source.root()).stream()
                .map(reader::read)
                .distinct()
                .limit(MAX_VIOLATIONS)
                .toList();
    }

    /** What makes a schema none of draft 2020-12. */
    static List<Violation> faults(JsonNode schema) {
        SourceDocument source = new SourceDocument(schema, Map.of());
        return FACTORY.getSchema(SchemaLocation.of(SchemaId.V202012), CONFIG).validate(schema).stream()
                .map(message -> source.violation(
                        message.getInstanceLocation().toString(),
                        "what JSON Schema 2020-12 takes: " + message.getMessage()))
                .distinct()
                .limit(MAX_VIOLATIONS)
                .toList();
    }

    /** A document that lies beside a class. */
    public static JsonNode resource(Class<?> beside, String name) {
        try (InputStream stream = Objects.requireNonNull(beside.getResourceAsStream(name), name)) {
            return JSON.readTree(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In JSON Schema {@code $} is the end of the text; Java's would let a line break follow. */
    private static RegularExpression compiled(String regex) {
        String java =
                regex.endsWith("$") && !regex.endsWith("\\$") ? regex.substring(0, regex.length() - 1) + "\\z" : regex;
        Pattern pattern = Pattern.compile(java);
        return value -> BoundedText.found(pattern, value);
    }
}
