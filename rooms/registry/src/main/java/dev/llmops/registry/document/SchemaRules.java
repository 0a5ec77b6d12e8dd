// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.kernel.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * What a schema that somebody sent must keep to, so that checking a document against it always ends soon: draft
 * 2020-12, bounded in size and depth, references only to places within it and never back to themselves, together
 * unfolding to a bounded number of subschemas, and patterns that do not search for ever.
 */
public final class SchemaRules {
    public static final int MAX_CHARACTERS = 65_536;
    public static final int MAX_DEPTH = 32;
    static final int MAX_UNFOLDED = 20_000;
    static final int MAX_PATTERN = 1_000;

    private static final String DRAFT = "https://json-schema.org/draft/2020-12/schema";
    private static final Set<String> REFUSED = Set.of(
            "$id", "$anchor", "$dynamicRef", "$dynamicAnchor", "$vocabulary", "$recursiveRef", "$recursiveAnchor");
    /** Members whose value is an example or a constant and no schema. */
    private static final Set<String> DATA = Set.of("const", "enum", "default", "examples");
    /** Members whose members are named freely and are schemas. */
    private static final Set<String> MAPS = Set.of("properties", "patternProperties", "$defs", "dependentSchemas");
    /** A repeated group of one repeated thing, a reference back to a group, or a look behind. */
    private static final Pattern ENDLESS =
            Pattern.compile("\\((?:\\?:)?(?:\\[[^\\]]*]|\\\\?.)[+*]\\)[+*]|\\\\[1-9]|\\\\k<|\\(\\?<[=!]");

    private final JsonNode root;
    private final List<Violation> faults = new ArrayList<>();
    private final Map<String, Long> unfolded = new HashMap<>();
    private final Set<String> open = new HashSet<>();

    private SchemaRules(JsonNode root) {
        this.root = root;
    }

    /** Everything that is wrong with it; pointers are within the schema. */
    public static List<Violation> faults(JsonNode schema) {
        if (!schema.isObject()) {
            return List.of(fault("", null, "a JSON Schema, as an object"));
        }
        if (schema.toString().length() > MAX_CHARACTERS) {
            return List.of(fault("", null, "a schema of at most " + MAX_CHARACTERS + " characters"));
        }
        SchemaRules rules = new SchemaRules(schema);
        rules.walk("", schema, 0);
        if (rules.faults.isEmpty()) {
            rules.faults.addAll(Schemas.faults(schema));
        }
        if (rules.faults.isEmpty() && rules.unfold("", schema) > MAX_UNFOLDED && rules.faults.isEmpty()) {
            rules.faults.add(fault("", null, "references that unfold to at most " + MAX_UNFOLDED + " subschemas"));
        }
        return List.copyOf(rules.faults);
    }

    /** The schema as a part of a document at another place: its references lead there. */
    public static ObjectNode moved(ObjectNode schema, String place) {
        ObjectNode moved = schema.deepCopy();
        moved.remove("$schema");
        redirect("", moved, place);
        return moved;
    }

    private static void redirect(String name, JsonNode node, String place) {
        if (node instanceof ObjectNode object) {
            String reference = object.path("$ref").textValue();
            if (reference != null) {
                object.put("$ref", "#" + place + reference.substring(1));
            }
            object.properties().forEach(member -> {
                if (!isData(name, member.getKey())) {
                    redirect(member.getKey(), member.getValue(), place);
                }
            });
        } else if (node.isArray()) {
            node.forEach(item -> redirect("", item, place));
        }
    }

    private void walk(String place, JsonNode node, int depth) {
        if (depth > MAX_DEPTH) {
            faults.add(fault(place, null, "at most " + MAX_DEPTH + " levels"));
            return;
        }
        if (node.isObject()) {
            checkMembers(place, node);
            node.properties().forEach(member -> {
                if (!isData(last(place), member.getKey())) {
                    walk(SourceDocument.step(place, member.getKey()), member.getValue(), depth + 1);
                }
            });
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                walk(place + "/" + i, node.get(i), depth + 1);
            }
        }
    }

    private void checkMembers(String place, JsonNode node) {
        for (String name : REFUSED) {
            if (node.path(name).isTextual()) {
                faults.add(fault(
                        SourceDocument.step(place, name), node.path(name).textValue(), "nothing; use $defs and $ref"));
            }
        }
        String draft = node.path("$schema").textValue();
        if (draft != null && !(draft.equals(DRAFT) && place.isEmpty())) {
            faults.add(fault(place + "/$schema", draft, DRAFT + " at the top, or nothing"));
        }
        String reference = node.path("$ref").textValue();
        if (reference != null && target(reference) == null) {
            faults.add(fault(place + "/$ref", reference, "a place in this schema, such as #/$defs/address"));
        }
        checkPattern(place + "/pattern", node.path("pattern").textValue());
        if (node.path("patternProperties").isObject()) {
            node.path("patternProperties")
                    .fieldNames()
                    .forEachRemaining(pattern ->
                            checkPattern(SourceDocument.step(place + "/patternProperties", pattern), pattern));
        }
    }

    private void checkPattern(String place, @Nullable String pattern) {
        if (pattern == null) {
            return;
        }
        String expected = "a regular expression of at most " + MAX_PATTERN
                + " characters without back references and without repeated groups that repeat in themselves";
        try {
            Pattern.compile(pattern);
            if (pattern.length() > MAX_PATTERN || ENDLESS.matcher(pattern).find()) {
                faults.add(fault(place, pattern, expected));
            }
        } catch (PatternSyntaxException | StackOverflowError e) {
            faults.add(fault(place, pattern, expected));
        }
    }

    private @Nullable JsonNode target(String reference) {
        if (!reference.startsWith("#") || reference.contains("%")) {
            return null;
        }
        String pointer = reference.substring(1);
        if (!pointer.isEmpty() && !pointer.startsWith("/")) {
            return null;
        }
        JsonNode found = root.at(pointer);
        return found.isObject() || found.isBoolean() ? found : null;
    }

    /** How many subschemas there are when every reference is replaced by what it leads to. */
    private long unfold(String place, JsonNode node) {
        Long known = unfolded.get(place);
        if (known != null) {
            return known;
        }
        if (!open.add(place)) {
            faults.add(fault(place, null, "references that do not lead back to where they are"));
            return 0;
        }
        long count = 1;
        if (node.isObject()) {
            String reference = node.path("$ref").textValue();
            JsonNode target = reference == null ? null : target(reference);
            count += target == null ? 0 : unfold(String.valueOf(reference).substring(1), target);
            for (Map.Entry<String, JsonNode> member : node.properties()) {
                if (member.getValue().isContainerNode() && !isData(last(place), member.getKey())) {
                    count += unfold(SourceDocument.step(place, member.getKey()), member.getValue());
                }
            }
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                count += unfold(place + "/" + i, node.get(i));
            }
        }
        open.remove(place);
        count = Math.min(count, MAX_UNFOLDED + 1L);
        unfolded.put(place, count);
        return count;
    }

    private static boolean isData(String parent, String member) {
        return DATA.contains(member) && !MAPS.contains(parent);
    }

    private static String last(String place) {
        return place.substring(place.lastIndexOf('/') + 1);
    }

    private static Violation fault(String place, @Nullable String value, String expected) {
        return new Violation(place.isEmpty() ? "/" : place, value, expected);
    }
}
