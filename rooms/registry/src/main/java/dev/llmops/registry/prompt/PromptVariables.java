// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import dev.llmops.registry.document.SourceDocument;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The values of a prompt's variables: what was given, checked against what is declared, and defaults for the rest. */
final class PromptVariables {
    private PromptVariables() {}

    /** Every declared variable by name; refuses with all that is wrong. */
    static Map<String, JsonNode> values(JsonNode declared, JsonNode given) {
        List<Violation> violations = new ArrayList<>();
        TreeSet<String> names = new TreeSet<>();
        declared.fieldNames().forEachRemaining(names::add);
        given.fieldNames().forEachRemaining(name -> {
            if (!declared.has(name)) {
                violations.add(new Violation(place(name), name, "one of the declared variables " + names));
            }
        });
        Map<String, JsonNode> values = new LinkedHashMap<>();
        for (String name : names) {
            JsonNode variable = declared.path(name);
            JsonNode value = given.path(name);
            String type = variable.path("type").asText();
            if (value.isMissingNode() || value.isNull()) {
                if (variable.has("default")) {
                    values.put(name, variable.path("default"));
                } else if (variable.path("required").asBoolean()) {
                    violations.add(new Violation(place(name), null, "a value of type " + type));
                } else {
                    values.put(name, value);
                }
            } else if (fits(type, value)) {
                values.put(name, value);
            } else {
                violations.add(new Violation(place(name), shown(value), "a value of type " + type));
            }
        }
        if (!violations.isEmpty()) {
            throw new Problem(ErrorCode.VALIDATION_FAILED, violations);
        }
        return values;
    }

    /** Defaults that are not of their variable's type. */
    static List<Violation> faults(JsonNode declared) {
        List<Violation> faults = new ArrayList<>();
        declared.properties().forEach(member -> {
            JsonNode variable = member.getValue();
            if (variable.has("default") && !fits(variable.path("type").asText(), variable.path("default"))) {
                faults.add(new Violation(
                        SourceDocument.step("/spec/variables", member.getKey()) + "/default",
                        shown(variable.path("default")),
                        "a value of type " + variable.path("type").asText()));
            }
        });
        return faults;
    }

    private static boolean fits(String type, JsonNode value) {
        return switch (type) {
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "array" -> value.isArray();
            case "object" -> value.isObject();
            default -> false;
        };
    }

    private static String place(String name) {
        return SourceDocument.step("/variables", name);
    }

    /** What kind of value it is; what it says may be confidential. */
    private static String shown(JsonNode value) {
        return "a value of type "
                + switch (value.getNodeType()) {
                    case STRING -> "string";
                    case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
                    case BOOLEAN -> "boolean";
                    case ARRAY -> "array";
                    case OBJECT, POJO -> "object";
                    case NULL, MISSING, BINARY -> "null";
                };
    }
}
