// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaRulesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"$ref\":\"https://example.org/x\"} | /$ref",
                "{\"$ref\":\"other.json#/a\"} | /$ref",
                "{\"$ref\":\"#/$defs/none\"} | /$ref",
                "{\"$ref\":\"#\"} | /",
                "{\"properties\":{\"a\":{\"$ref\":\"#\"}}} | /",
                "{\"$defs\":{\"a\":{\"$ref\":\"#/$defs/b\"},\"b\":{\"$ref\":\"#/$defs/a\"}}} | /$defs/a",
                "{\"$id\":\"https://example.org/x\"} | /$id",
                "{\"$dynamicRef\":\"#a\"} | /$dynamicRef",
                "{\"$schema\":\"http://json-schema.org/draft-07/schema#\"} | /$schema",
                "{\"pattern\":\"(a+)+$\"} | /pattern",
                "{\"pattern\":\"(a)\\\\1\"} | /pattern",
                "{\"pattern\":\"(\"} | /pattern",
                "{\"patternProperties\":{\"([a-z]*)*\":true}} | /patternProperties/([a-z]*)*",
                "{\"type\":\"car\"} | /type",
                "{\"minLength\":-1} | /minLength",
                "{\"properties\":{\"default\":{\"pattern\":\"(a*)*\"}}} | /properties/default/pattern",
                "[] | /",
                "true | /",
            })
    void whatWouldLeadAwayOrNeverEndIsRefused(String schema, String place) {
        assertThat(SchemaRules.faults(JsonSource.read(schema).root()))
                .extracting(Violation::field)
                .contains(place);
    }

    @Test
    void referencesThatUnfoldWithoutBoundAreRefused() {
        ObjectNode schema = SourceTree.NODES.objectNode();
        ObjectNode defs = schema.putObject("$defs");
        for (int i = 0; i < 30; i++) {
            String next = "#/$defs/d" + (i + 1);
            var both = defs.putObject("d" + i).putArray("allOf");
            both.addObject().put("$ref", next);
            both.addObject().put("$ref", next);
        }
        defs.putObject("d30").put("type", "string");
        schema.put("$ref", "#/$defs/d0");
        assertThat(SchemaRules.faults(schema)).hasSize(1);
    }

    @Test
    void referencesWithinAreFollowedWhereverTheSchemaStands() {
        ObjectNode schema = (ObjectNode) JsonSource.read("""
                {"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","description":"an object",
                 "properties":{"at":{"$ref":"#/$defs/place"},"slug":{"pattern":"^[a-z]+(?:-[a-z]+)*$"}},
                 "$defs":{"place":{"description":"a number","type":"number"}}}""").root();
        assertThat(SchemaRules.faults(schema)).isEmpty();
        ObjectNode document = SourceTree.NODES.objectNode();
        document.putObject("properties").set("spec", SchemaRules.moved(schema, "/properties/spec"));
        SourceDocument bad =
                new SourceDocument(JsonSource.read("{\"spec\":{\"at\":\"x\"}}").root(), Map.of());
        assertThat(Schemas.violations(Schemas.compile(document), document, bad))
                .extracting(Violation::field, Violation::expected)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("/spec/at", "a number"));
    }

    @Test
    void aPatternThatSearchesForEverIsStopped() {
        ObjectNode document = SourceTree.NODES.objectNode().put("pattern", "^a*a*a*a*a*a*c$");
        SourceDocument text = new SourceDocument(SourceTree.NODES.textNode("a".repeat(200)), Map.of());
        long start = System.nanoTime();
        Problem problem = catchThrowableOfType(
                Problem.class, () -> Schemas.violations(Schemas.compile(document), document, text));
        assertThat(problem.code()).isEqualTo(ErrorCode.VALIDATION_FAILED);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }
}
