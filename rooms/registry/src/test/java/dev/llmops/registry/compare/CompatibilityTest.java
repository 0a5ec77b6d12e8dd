// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.kernel.Violation;
import dev.llmops.registry.document.JsonSource;
import dev.llmops.registry.document.Schemas;
import dev.llmops.registry.document.SourceTree;
import dev.llmops.registry.document.YamlSource;
import dev.llmops.registry.version.SemVer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompatibilityTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{type: string} | {type: string} | full",
                "{type: string} | {type: [string, number]} | backward",
                "{type: number} | {type: integer} | forward",
                "{type: string} | {type: number} | none",
                "{properties: {a: {type: string}}} | {properties: {a: {type: string}}, required: [a]} | forward",
                "{enum: [a, b]} | {enum: [a, b, c]} | backward",
                "{minimum: 1} | {minimum: 2} | forward",
                "{maxLength: 5} | {maxLength: 9} | backward",
                "{properties: {a: {}}} | {properties: {a: {}, b: {type: string}}} | forward",
                "{properties: {a: {}}, additionalProperties: false} | {properties: {a: {}, b: {}}, additionalProperties: false} | backward",
                "{items: {type: string}} | {items: {}} | backward",
                "{} | false | forward",
                "{description: x} | {description: y, title: z} | full",
            })
    void schemasAreCompatibleOneWayOrBoth(String before, String after, String level) {
        ObjectNode one = SourceTree.NODES.objectNode();
        ObjectNode two = SourceTree.NODES.objectNode();
        one.set("schema", yaml(before));
        two.set("schema", yaml(after));
        Compatibility.Findings findings = Compatibility.between(AssetKind.DATASET, one, two);
        assertThat(findings.schemas())
                .extracting(Compatibility.SchemaPart::level)
                .containsExactly(level);
    }

    @Test
    void inputMayWidenAndOutputMayNarrow() {
        JsonNode wide = yaml("{type: [string, number]}");
        JsonNode narrow = yaml("{type: string}");
        assertThat(breaking("input_schema", narrow, wide)).isEmpty();
        assertThat(breaking("input_schema", wide, narrow)).containsExactly("/spec/input_schema/type");
        assertThat(breaking("output_schema", wide, narrow)).isEmpty();
        assertThat(breaking("output_schema", narrow, wide)).containsExactly("/spec/output_schema/type");
    }

    @Test
    void whatAModelNoLongerDoesBreaks() {
        assertThat(breaking(
                        AssetKind.MODEL,
                        "{type: completion, capabilities: {context_length: 8, supports_vision: true, languages: [en, de]}}",
                        "{type: completion, capabilities: {context_length: 4, languages: [en]}}"))
                .containsExactly(
                        "/spec/capabilities/context_length",
                        "/spec/capabilities/supports_vision",
                        "/spec/capabilities/languages");
        assertThat(breaking(
                        AssetKind.MODEL,
                        "{type: completion, provider: a}",
                        "{type: completion, provider: b, capabilities: {context_length: 9}}"))
                .isEmpty();
    }

    @Test
    void variablesThatGoOrAreNeededNowBreak() {
        assertThat(
                        breaking(
                                AssetKind.PROMPT,
                                "{variables: {a: {type: string}, b: {type: integer}, c: {type: string}}}",
                                "{variables: {b: {type: number}, c: {type: string, required: true}, d: {type: string, required: true}, e: {type: string, required: true, default: x}}}"))
                .containsExactly("/spec/variables/a", "/spec/variables/c/required", "/spec/variables/d");
    }

    @Test
    void functionsAndFieldsThatGoBreak() {
        assertThat(breaking(
                        AssetKind.TOOL,
                        "{functions: [{name: a}, {name: b, input_schema: {type: object}}]}",
                        "{functions: [{name: b, input_schema: {type: object, required: [x]}}]}"))
                .containsExactly("/spec/functions", "/spec/functions/0/input_schema/required");
        assertThat(breaking(
                        AssetKind.DATASET,
                        "{format: csv, fields: [{name: a, type: int}, {name: b, type: int}]}",
                        "{format: csv, fields: [{name: b, type: text}]}"))
                .containsExactly("/spec/fields", "/spec/fields/0/type");
    }

    @ParameterizedTest
    @CsvSource({
        "1.2.3, 2.0.0, true", "1.2.3, 1.3.0, false", "0.2.3, 0.3.0, true", "0.2.3, 0.2.4, false",
        "0.9.0, 1.0.0, true", "1.2.3, 2.0.0-rc.1, true", "9.0.0, 10.0.0, true", "2.0.0, 1.0.0, false"
    })
    void onlyAMajorStepMayBreak(String from, String to, boolean may) {
        assertThat(Increment.mayBreak(SemVer.parse(from), SemVer.parse(to))).isEqualTo(may);
    }

    @ParameterizedTest
    @CsvSource({
        "1.2.3, MAJOR, 2.0.0",
        "1.2.3, MINOR, 1.3.0",
        "1.2.3, PATCH, 1.2.4",
        "0.2.3, MAJOR, 0.3.0",
        "0.2.3, MINOR, 0.2.4"
    })
    void theNextVersionIsSuggested(String version, Increment increment, String next) {
        assertThat(increment.after(SemVer.parse(version))).hasToString(next);
    }

    /** Where no narrowing is found, everything the first takes is taken by the second, as a validator says. */
    @Property(tries = 2_000)
    void noNarrowingIsMissed(@ForAll long seed) {
        Random random = new Random(seed);
        JsonNode before = schema(random, 2);
        JsonNode after = random.nextBoolean() ? schema(random, 2) : widened(before, random);
        if (!SchemaDifferences.narrowings(before, after).isEmpty()) {
            return;
        }
        JsonSchema first = Schemas.compile(before);
        JsonSchema second = Schemas.compile(after);
        for (int i = 0; i < 40; i++) {
            JsonNode value = value(random, 2);
            if (first.validate(value).isEmpty()) {
                assertThat(second.validate(value))
                        .as(before + " → " + after + ": " + value)
                        .isEmpty();
            }
        }
    }

    private static JsonNode widened(JsonNode schema, Random random) {
        JsonNode wider = schema.deepCopy();
        if (wider instanceof ObjectNode object && !object.isEmpty()) {
            List<String> members = new ArrayList<>();
            object.fieldNames().forEachRemaining(members::add);
            object.remove(members.get(random.nextInt(members.size())));
        }
        return wider;
    }

    private static JsonNode schema(Random random, int depth) {
        ObjectNode schema = SourceTree.NODES.objectNode();
        if (random.nextInt(2) == 0) {
            schema.put(
                    "type",
                    List.of("string", "integer", "number", "object", "array").get(random.nextInt(5)));
        }
        if (random.nextInt(4) == 0) {
            schema.put("minimum", random.nextInt(3));
        }
        if (random.nextInt(4) == 0) {
            schema.put("maxLength", random.nextInt(3));
        }
        if (random.nextInt(5) == 0) {
            schema.putArray("enum").add("a").add(random.nextInt(3));
        }
        if (depth > 0 && random.nextInt(2) == 0) {
            ObjectNode properties = schema.putObject("properties");
            properties.set("a", schema(random, depth - 1));
            if (random.nextBoolean()) {
                properties.set("b", schema(random, depth - 1));
            }
            if (random.nextInt(3) == 0) {
                schema.put("additionalProperties", false);
            }
            if (random.nextInt(3) == 0) {
                schema.putArray("required").add("a");
            }
        }
        if (depth > 0 && random.nextInt(4) == 0) {
            schema.set("items", schema(random, depth - 1));
        }
        return schema;
    }

    private static JsonNode value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 5 : 3)) {
            case 0 -> SourceTree.NODES.textNode("a".repeat(random.nextInt(4)));
            case 1 -> SourceTree.NODES.numberNode(random.nextInt(4));
            case 2 -> SourceTree.NODES.numberNode(random.nextInt(4) + 0.5);
            case 3 -> {
                ObjectNode object = SourceTree.NODES.objectNode();
                for (String member : List.of("a", "b", "c")) {
                    if (random.nextBoolean()) {
                        object.set(member, value(random, depth - 1));
                    }
                }
                yield object;
            }
            default -> SourceTree.NODES.arrayNode().add(value(random, depth - 1));
        };
    }

    private static List<String> breaking(String member, JsonNode before, JsonNode after) {
        ObjectNode one = SourceTree.NODES.objectNode();
        ObjectNode two = SourceTree.NODES.objectNode();
        one.set(member, before);
        two.set(member, after);
        return Compatibility.between(AssetKind.AGENT, one, two).breaking().stream()
                .map(Violation::field)
                .toList();
    }

    private static List<String> breaking(AssetKind kind, String before, String after) {
        return Compatibility.between(kind, yaml(before), yaml(after)).breaking().stream()
                .map(Violation::field)
                .toList();
    }

    private static JsonNode yaml(String text) {
        return text.equals("false")
                ? JsonSource.read(text).root()
                : YamlSource.read(text, 1).getFirst().root();
    }
}
