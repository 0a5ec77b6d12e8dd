// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.annotation;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import dev.llmops.registry.document.Schemas;
import dev.llmops.registry.document.SourceDocument;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What an annotation is about, each with the JSON Schema of its value. */
enum AnnotationType {
    MODEL_CARD,
    METRICS,
    EXPERIMENT_RUN,
    AB_VARIANT,
    FREE;

    private static final Map<AnnotationType, Checked> SCHEMAS = Map.of(
            MODEL_CARD, Checked.of("model_card.json"),
            METRICS, Checked.of("metrics.json"),
            EXPERIMENT_RUN, Checked.of("experiment_run.json"),
            AB_VARIANT, Checked.of("ab_variant.json"),
            FREE, Checked.of("free.json"));

    /** A schema and what it was compiled to. */
    private record Checked(JsonNode document, JsonSchema schema) {
        static Checked of(String name) {
            JsonNode document = Schemas.resource(AnnotationType.class, name);
            return new Checked(document, Schemas.compile(document));
        }
    }

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static AnnotationType parse(String text) {
        for (AnnotationType type : values()) {
            if (type.wireName().equals(text)) {
                return type;
            }
        }
        throw Problem.invalid("type", text, "model_card, metrics, experiment_run, ab_variant or free");
    }

    /** The whole schema of a value. */
    JsonNode schema() {
        return checked().document();
    }

    /** What is wrong with a value; pointers begin with {@code /value}. */
    List<Violation> violations(JsonNode value) {
        Checked checked = checked();
        return Schemas.violations(checked.schema(), checked.document(), new SourceDocument(value, Map.of())).stream()
                .map(found -> new Violation(
                        "/value" + (found.field().equals("/") ? "" : found.field()), found.value(), found.expected()))
                .toList();
    }

    private Checked checked() {
        Checked checked = SCHEMAS.get(this);
        if (checked == null) {
            throw new IllegalStateException("no schema for " + this);
        }
        return checked;
    }
}
