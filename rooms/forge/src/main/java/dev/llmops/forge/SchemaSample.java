// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A small value that satisfies a JSON Schema as tools use them: types, required, enum, const, bounds, local references. */
final class SchemaSample {
    private static final int MAX_DEPTH = 12;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final JsonNode root;
    private final String word;

    /**
     * @param word what a free string is answered with
     */
    SchemaSample(JsonNode root, String word) {
        this.root = root;
        this.word = word;
    }

    /** An object with the required properties. */
    JsonNode arguments() {
        JsonNode value = value(root, 0);
        return value.isObject() ? value : NODES.objectNode();
    }

    private JsonNode value(JsonNode schema, int depth) {
        if (depth > MAX_DEPTH) {
            return NODES.nullNode();
        }
        for (String fixed : new String[] {"const", "default"}) {
            if (schema.has(fixed)) {
                return schema.get(fixed);
            }
        }
        if (schema.path("enum").isArray() && !schema.get("enum").isEmpty()) {
            return schema.get("enum").get(0);
        }
        if (schema.path("$ref").asText("").startsWith("#/")) {
            return value(root.at(schema.get("$ref").asText().substring(1)), depth + 1);
        }
        for (String choice : new String[] {"anyOf", "oneOf", "allOf"}) {
            if (schema.path(choice).isArray() && !schema.get(choice).isEmpty()) {
                return value(schema.get(choice).get(0), depth + 1);
            }
        }
        return ofType(schema, type(schema), depth);
    }

    private static String type(JsonNode schema) {
        JsonNode type = schema.path("type");
        if (type.isArray() && !type.isEmpty()) {
            return type.get(0).asText();
        }
        return type.asText(schema.has("properties") ? "object" : "string");
    }

    private JsonNode ofType(JsonNode schema, String type, int depth) {
        return switch (type) {
            case "object" -> object(schema, depth);
            case "array" -> {
                var items = NODES.arrayNode();
                for (int i = 0; i < Math.clamp(schema.path("minItems").asInt(1), 0, 16); i++) {
                    items.add(value(schema.path("items"), depth + 1));
                }
                yield items;
            }
            case "integer" -> NODES.numberNode((long) Math.ceil(lowest(schema)));
            case "number" -> NODES.numberNode(lowest(schema));
            case "boolean" -> NODES.booleanNode(true);
            case "null" -> NODES.nullNode();
            default -> NODES.textNode(text(schema));
        };
    }

    private ObjectNode object(JsonNode schema, int depth) {
        ObjectNode object = NODES.objectNode();
        for (JsonNode name : schema.path("required")) {
            object.set(name.asText(), value(schema.path("properties").path(name.asText()), depth + 1));
        }
        return object;
    }

    private static double lowest(JsonNode schema) {
        if (schema.has("exclusiveMinimum")) {
            return Math.floor(schema.get("exclusiveMinimum").asDouble()) + 1;
        }
        if (schema.has("minimum")) {
            return schema.get("minimum").asDouble();
        }
        return Math.min(1, schema.path("maximum").asDouble(1));
    }

    private String text(JsonNode schema) {
        String text =
                switch (schema.path("format").asText("")) {
                    case "date" -> "2026-01-01";
                    case "date-time" -> "2026-01-01T00:00:00Z";
                    case "time" -> "12:00:00Z";
                    case "email" -> "someone@example.com";
                    case "uri", "url" -> "https://example.com/";
                    case "uuid" -> "00000000-0000-4000-8000-000000000000";
                    default -> word;
                };
        int min = Math.clamp(schema.path("minLength").asInt(0), 0, 1_000);
        int max = Math.max(schema.path("maxLength").asInt(Integer.MAX_VALUE), 0);
        String padded = text.length() < min ? text + "x".repeat(min - text.length()) : text;
        return padded.length() > max ? padded.substring(0, max) : padded;
    }
}
