// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.compare;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.kernel.Violation;
import dev.llmops.registry.document.SourceDocument;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a later spec takes away from those who use the earlier one: input that was taken and is refused, output that
 * was never there and comes now, variables, fields, functions and capabilities that are gone or smaller.
 */
public final class Compatibility {
    private static final List<String> GROWING = List.of("context_length", "max_output_tokens");
    private static final List<String> SWITCHES =
            List.of("supports_functions", "supports_vision", "supports_streaming", "supports_batching");
    private static final List<String> LISTS = List.of("languages", "modalities", "features");

    private final List<Violation> breaking = new ArrayList<>();
    private final List<SchemaPart> schemas = new ArrayList<>();

    private Compatibility() {}

    /**
     * How a schema of one version stands to that of another.
     *
     * @param backward whether the later one takes all that the earlier one took
     * @param forward whether the earlier one takes all that the later one takes
     * @param certain whether all that differs is understood; where it is not, neither is claimed
     */
    public record SchemaPart(String pointer, boolean backward, boolean forward, boolean certain) {
        public String level() {
            if (backward && forward) {
                return "full";
            }
            return backward ? "backward" : forward ? "forward" : "none";
        }
    }

    /** What was found: each breaking place with what was and what would not break, and every schema. */
    public record Findings(List<Violation> breaking, List<SchemaPart> schemas) {
        public Findings {
            breaking = List.copyOf(breaking);
            schemas = List.copyOf(schemas);
        }
    }

    public static Findings between(AssetKind kind, JsonNode before, JsonNode after) {
        Compatibility compatibility = new Compatibility();
        compatibility.compareSchema("/spec/input_schema", before.get("input_schema"), after.get("input_schema"), true);
        compatibility.compareSchema(
                "/spec/output_schema", before.get("output_schema"), after.get("output_schema"), false);
        compatibility.compareSchema("/spec/schema", before.get("schema"), after.get("schema"), false);
        if (kind.equals(AssetKind.MODEL)) {
            compatibility.compareModels(before, after);
        } else if (kind.equals(AssetKind.PROMPT)) {
            compatibility.compareVariables(before.path("variables"), after.path("variables"));
        } else if (kind.equals(AssetKind.DATASET)) {
            compatibility.compareFields(before, after);
        } else if (kind.equals(AssetKind.TOOL) || kind.equals(AssetKind.AGENT)) {
            compatibility.compareFunctions(before, after);
            compatibility.compareIds("/spec/skills", "id", before.path("skills"), after.path("skills"));
        }
        return new Findings(compatibility.breaking, compatibility.schemas);
    }

    /** @param takes whether users send what it describes; else they are sent it */
    private void compareSchema(String place, @Nullable JsonNode before, @Nullable JsonNode after, boolean takes) {
        if (before == null || after == null) {
            if (before == null && after != null && takes) {
                breaking.add(new Violation(place, "a schema where there was none", "to take what was taken before"));
            }
            return;
        }
        List<SchemaDifferences.Narrowing> backward = SchemaDifferences.narrowings(before, after);
        List<SchemaDifferences.Narrowing> forward = SchemaDifferences.narrowings(after, before);
        boolean certain = backward.stream().allMatch(SchemaDifferences.Narrowing::certain)
                && forward.stream().allMatch(SchemaDifferences.Narrowing::certain);
        schemas.add(new SchemaPart(place, backward.isEmpty(), forward.isEmpty(), certain));
        for (SchemaDifferences.Narrowing narrowing : takes ? backward : forward) {
            if (narrowing.certain()) {
                String expected = takes ? "to take what was taken before" : "to give nothing that was not given before";
                breaking.add(new Violation(place + narrowing.pointer(), narrowing.what(), expected));
            }
        }
    }

    private void compareModels(JsonNode before, JsonNode after) {
        if (!before.path("type").equals(after.path("type"))) {
            breaking.add(changed("/spec/type", after.path("type"), before.path("type")));
        }
        JsonNode was = before.path("capabilities");
        JsonNode now = after.path("capabilities");
        String place = "/spec/capabilities/";
        for (String field : GROWING) {
            if (was.path(field).isNumber()
                    && now.path(field).isNumber()
                    && now.path(field).asLong() < was.path(field).asLong()) {
                breaking.add(new Violation(
                        place + field,
                        now.path(field).asText(),
                        "at least " + was.path(field).asText() + ", as before"));
            }
        }
        for (String field : SWITCHES) {
            if (was.path(field).asBoolean() && !now.path(field).asBoolean()) {
                breaking.add(new Violation(place + field, now.has(field) ? "false" : null, "true, as before"));
            }
        }
        for (String field : LISTS) {
            Set<String> gone = texts(was.path(field));
            gone.removeAll(texts(now.path(field)));
            if (!gone.isEmpty()) {
                breaking.add(new Violation(place + field, null, "with " + String.join(", ", gone) + ", as before"));
            }
        }
    }

    private void compareVariables(JsonNode before, JsonNode after) {
        Set<String> names = new TreeSet<>();
        before.fieldNames().forEachRemaining(names::add);
        after.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            String place = SourceDocument.step("/spec/variables", name);
            if (!after.has(name)) {
                breaking.add(new Violation(place, null, "the variable, as before"));
            } else if (!before.has(name)) {
                if (isNeeded(after.path(name))) {
                    breaking.add(new Violation(place, "new and required", "a default, or not required"));
                }
            } else {
                compareVariable(place, before.path(name), after.path(name));
            }
        }
    }

    private void compareVariable(String place, JsonNode before, JsonNode after) {
        boolean wider = before.path("type").asText().equals("integer")
                && after.path("type").asText().equals("number");
        if (!before.path("type").equals(after.path("type")) && !wider) {
            breaking.add(changed(place + "/type", after.path("type"), before.path("type")));
        }
        if (isNeeded(after) && !isNeeded(before)) {
            breaking.add(new Violation(place + "/required", "required now", "a default, or not required, as before"));
        }
    }

    private static boolean isNeeded(JsonNode variable) {
        return variable.path("required").asBoolean() && !variable.has("default");
    }

    private void compareFields(JsonNode before, JsonNode after) {
        compareIds("/spec/fields", "name", before.path("fields"), after.path("fields"));
        Map<String, JsonNode> fields = byId("name", before.path("fields"));
        JsonNode now = after.path("fields");
        for (int i = 0; i < now.size(); i++) {
            JsonNode was = fields.get(now.get(i).path("name").asText());
            if (was != null && !was.path("type").equals(now.get(i).path("type"))) {
                breaking.add(changed("/spec/fields/" + i + "/type", now.get(i).path("type"), was.path("type")));
            }
            if (was != null
                    && now.get(i).path("nullable").asBoolean()
                    && !was.path("nullable").asBoolean()) {
                breaking.add(new Violation("/spec/fields/" + i + "/nullable", "true", "false, as before"));
            }
        }
        if (!before.path("format").equals(after.path("format"))) {
            breaking.add(changed("/spec/format", after.path("format"), before.path("format")));
        }
    }

    private void compareFunctions(JsonNode before, JsonNode after) {
        compareIds("/spec/functions", "name", before.path("functions"), after.path("functions"));
        Map<String, JsonNode> functions = byId("name", before.path("functions"));
        JsonNode now = after.path("functions");
        for (int i = 0; i < now.size(); i++) {
            JsonNode was = functions.get(now.get(i).path("name").asText());
            if (was != null) {
                String place = "/spec/functions/" + i;
                compareSchema(
                        place + "/input_schema",
                        was.get("input_schema"),
                        now.get(i).get("input_schema"),
                        true);
                compareSchema(
                        place + "/output_schema",
                        was.get("output_schema"),
                        now.get(i).get("output_schema"),
                        false);
            }
        }
    }

    private void compareIds(String place, String member, JsonNode before, JsonNode after) {
        Set<String> gone = new TreeSet<>(byId(member, before).keySet());
        gone.removeAll(byId(member, after).keySet());
        if (!gone.isEmpty()) {
            breaking.add(new Violation(place, null, "with " + String.join(", ", gone) + ", as before"));
        }
    }

    private static Map<String, JsonNode> byId(String member, JsonNode items) {
        Map<String, JsonNode> byId = new HashMap<>();
        items.forEach(item -> byId.put(item.path(member).asText(), item));
        return byId;
    }

    private static Violation changed(String place, JsonNode now, JsonNode was) {
        return new Violation(place, now.asText(), was.asText() + ", as before");
    }

    private static Set<String> texts(JsonNode array) {
        Set<String> texts = new TreeSet<>();
        array.forEach(item -> texts.add(item.asText()));
        return texts;
    }
}
