// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.ValidationMessage;
import dev.llmops.kernel.Violation;
import java.util.ArrayList;
import java.util.List;

/**
 * Says what the validator found in the house's words. Our schemas have no references, so that a message's schema
 * location is a pointer into the document; its {@code description} is written as what is expected.
 */
public record SchemaViolations(SourceDocument source, JsonNode schema) {
    public Violation read(ValidationMessage message) {
        String place = message.getInstanceLocation().toString();
        String keyword = message.getType();
        JsonNode subschema =
                schema.at(parent(message.getSchemaLocation().getFragment().toString()));
        return switch (keyword) {
            case "required" -> missing(place, message.getProperty(), subschema);
            case "additionalProperties" ->
                source.violation(SourceDocument.step(place, message.getProperty()), "one of " + members(subschema));
            case "propertyNames", "pattern" -> named(place, message, subschema);
            default -> source.violation(place, expected(subschema));
        };
    }

    private Violation missing(String place, String member, JsonNode subschema) {
        JsonNode wanted = subschema.path("properties").path(member);
        return source.violation(SourceDocument.step(place, member), null, expected(wanted));
    }

    /** A pattern below {@code propertyNames} is about the key. */
    private Violation named(String place, ValidationMessage message, JsonNode subschema) {
        String fragment = message.getSchemaLocation().getFragment().toString();
        int names = fragment.indexOf("/propertyNames");
        if (names < 0) {
            return source.violation(place, expected(subschema));
        }
        return source.violation(place, message.getProperty(), expected(schema.at(fragment.substring(0, names))));
    }

    private static String expected(JsonNode subschema) {
        return subschema.path("description").asText("what the schema says");
    }

    private static String members(JsonNode subschema) {
        List<String> names = new ArrayList<>();
        subschema.path("properties").fieldNames().forEachRemaining(names::add);
        return String.join(", ", names);
    }

    private static String parent(String pointer) {
        int slash = pointer.lastIndexOf('/');
        return slash <= 0 ? "" : pointer.substring(0, slash);
    }
}
