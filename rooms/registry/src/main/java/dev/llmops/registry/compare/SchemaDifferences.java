// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.compare;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.registry.document.CanonicalJson;
import dev.llmops.registry.document.SourceDocument;
import dev.llmops.registry.document.SourceTree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where one JSON Schema takes less than another: what the second refuses and the first took. Types, enumerations,
 * bounds, required members, properties and items are understood; another keyword that differs is reported as not
 * certain, since it may or may not narrow.
 */
final class SchemaDifferences {
    private static final Set<String> UNDERSTOOD = Set.of(
            "type",
            "enum",
            "const",
            "required",
            "properties",
            "additionalProperties",
            "items",
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "minLength",
            "maxLength",
            "minItems",
            "maxItems",
            "minProperties",
            "maxProperties",
            "uniqueItems",
            "nullable");
    private static final Set<String> WORDS = Set.of(
            "title",
            "description",
            "default",
            "examples",
            "deprecated",
            "readOnly",
            "writeOnly",
            "$schema",
            "$id",
            "$comment",
            "$defs",
            "definitions",
            "format");
    private static final List<String> LOWER =
            List.of("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties");
    private static final List<String> UPPER =
            List.of("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties");
    private static final int MAX_DEPTH = 64;

    private final List<Narrowing> found = new ArrayList<>();

    private SchemaDifferences() {}

    /**
     * One place.
     *
     * @param certain whether something that was taken is surely refused now
     */
    record Narrowing(String pointer, String what, boolean certain) {}

    static List<Narrowing> narrowings(JsonNode before, JsonNode after) {
        SchemaDifferences differences = new SchemaDifferences();
        differences.compare("", before, after, 0);
        return List.copyOf(differences.found);
    }

    private void compare(String place, JsonNode before, JsonNode after, int depth) {
        if (CanonicalJson.of(before).equals(CanonicalJson.of(after)) || takesAll(after) || takesNothing(before)) {
            return;
        }
        if (takesNothing(after)) {
            found.add(new Narrowing(place, "takes nothing any more", true));
        } else if (depth > MAX_DEPTH || !(before.isContainerNode() || before.isBoolean())) {
            found.add(new Narrowing(place, "differs", false));
        } else {
            compareTypes(place, before, after);
            compareValues(place, before, after);
            compareBounds(place, before, after);
            compareMembers(place, before, after, depth);
            if (after.path("items").isContainerNode() || after.path("items").isBoolean()) {
                compare(place + "/items", schemaOf(before, "items"), after.path("items"), depth + 1);
            }
            compareRest(place, before, after);
        }
    }

    private void compareTypes(String place, JsonNode before, JsonNode after) {
        Set<String> now = types(after);
        if (now.isEmpty()) {
            return;
        }
        Set<String> was = types(before);
        if (was.isEmpty()) {
            found.add(new Narrowing(place + "/type", "only " + now + " where any type was taken", true));
            return;
        }
        was.removeAll(now);
        if (now.contains("number")) {
            was.remove("integer");
        }
        if (!was.isEmpty()) {
            found.add(new Narrowing(place + "/type", was + " no longer taken", true));
        }
    }

    private void compareValues(String place, JsonNode before, JsonNode after) {
        Set<String> now = values(after);
        if (now.isEmpty()) {
            return;
        }
        Set<String> was = values(before);
        if (was.isEmpty()) {
            found.add(new Narrowing(place + "/enum", "only some values where any was taken", true));
            return;
        }
        was.removeAll(now);
        if (!was.isEmpty()) {
            found.add(new Narrowing(place + "/enum", was + " no longer taken", true));
        }
    }

    private void compareBounds(String place, JsonNode before, JsonNode after) {
        for (String bound : LOWER) {
            compareBound(place, before, after, bound, 1);
        }
        for (String bound : UPPER) {
            compareBound(place, before, after, bound, -1);
        }
        if (after.path("uniqueItems").asBoolean() && !before.path("uniqueItems").asBoolean()) {
            found.add(new Narrowing(place + "/uniqueItems", "items must differ", true));
        }
    }

    private void compareBound(String place, JsonNode before, JsonNode after, String bound, int sign) {
        JsonNode now = after.path(bound);
        JsonNode was = before.path(bound);
        if (!now.isNumber()) {
            return;
        }
        boolean idle = sign > 0 && bound.startsWith("min") && !bound.equals("minimum") && now.asLong() <= 0;
        if (!idle && (!was.isNumber() || sign * now.decimalValue().compareTo(was.decimalValue()) > 0)) {
            String from = was.isNumber() ? was.asText() : "no bound";
            found.add(new Narrowing(place + "/" + bound, now.asText() + " where " + from + " was", true));
        }
    }

    private void compareMembers(String place, JsonNode before, JsonNode after, int depth) {
        Set<String> needed = texts(after.path("required"));
        needed.removeAll(texts(before.path("required")));
        needed.forEach(member -> found.add(new Narrowing(place + "/required", member + " is required now", true)));
        Set<String> members = new TreeSet<>();
        before.path("properties").fieldNames().forEachRemaining(members::add);
        after.path("properties").fieldNames().forEachRemaining(members::add);
        for (String member : members) {
            String pointer = SourceDocument.step(place + "/properties", member);
            compare(pointer, member(before, member), member(after, member), depth + 1);
        }
        compare(
                place + "/additionalProperties",
                schemaOf(before, "additionalProperties"),
                schemaOf(after, "additionalProperties"),
                depth + 1);
    }

    /** What a schema says of a member, named or not. */
    private static JsonNode member(JsonNode schema, String member) {
        JsonNode named = schema.path("properties").path(member);
        return named.isMissingNode() ? schemaOf(schema, "additionalProperties") : named;
    }

    private static JsonNode schemaOf(JsonNode schema, String keyword) {
        JsonNode found = schema.path(keyword);
        return found.isMissingNode() ? SourceTree.NODES.booleanNode(true) : found;
    }

    private void compareRest(String place, JsonNode before, JsonNode after) {
        Set<String> keywords = new TreeSet<>();
        after.fieldNames().forEachRemaining(keywords::add);
        keywords.removeAll(UNDERSTOOD);
        keywords.removeAll(WORDS);
        for (String keyword : keywords) {
            if (!CanonicalJson.of(before.path(keyword)).equals(CanonicalJson.of(after.path(keyword)))) {
                found.add(new Narrowing(SourceDocument.step(place, keyword), "differs", false));
            }
        }
    }

    private static boolean takesAll(JsonNode schema) {
        return schema.isBoolean() ? schema.booleanValue() : schema.isObject() && schema.isEmpty();
    }

    private static boolean takesNothing(JsonNode schema) {
        return schema.isBoolean() && !schema.booleanValue();
    }

    private static Set<String> types(JsonNode schema) {
        JsonNode type = schema.path("type");
        return type.isTextual() ? new TreeSet<>(Set.of(type.textValue())) : texts(type);
    }

    private static Set<String> values(JsonNode schema) {
        Set<String> values = new TreeSet<>();
        if (schema.has("const")) {
            values.add(CanonicalJson.of(schema.path("const")));
        }
        schema.path("enum").forEach(value -> values.add(CanonicalJson.of(value)));
        return values;
    }

    private static Set<String> texts(JsonNode array) {
        Set<String> texts = new HashSet<>();
        array.forEach(item -> texts.add(item.asText()));
        return texts;
    }
}
