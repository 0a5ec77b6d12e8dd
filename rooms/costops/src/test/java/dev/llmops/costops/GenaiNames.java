// SPDX-License-Identifier: Apache-2.0
package dev.llmops.costops;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How genai-prices finds the row for a name: by prefixes, parts and patterns, and in another provider's list where a
 * provider's own has none. The product does not do that; its prices are compared over the rows that list would take.
 */
final class GenaiNames {
    private final JsonNode providers;

    GenaiNames(JsonNode providers) {
        this.providers = providers;
    }

    /** Whose row it is, and what the list calls the model. */
    record Listed(String provider, String model) {}

    Optional<Listed> find(String provider, String model) {
        for (JsonNode known : providers) {
            if (known.path("id").asText().equals(provider)) {
                return find(known, model);
            }
        }
        return Optional.empty();
    }

    private Optional<Listed> find(JsonNode provider, String model) {
        for (JsonNode listed : provider.path("models")) {
            if (matches(listed.path("match"), model.toLowerCase(Locale.ROOT))) {
                return Optional.of(new Listed(
                        provider.path("id").asText(), listed.path("id").asText()));
            }
        }
        for (JsonNode fallback : provider.path("fallback_model_providers")) {
            Optional<Listed> found = find(fallback.asText(), model);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static boolean matches(JsonNode clause, String model) {
        String rule = clause.fieldNames().next();
        JsonNode value = clause.path(rule);
        String text = value.asText().toLowerCase(Locale.ROOT);
        return switch (rule) {
            case "or" -> anyMatches(value, model);
            case "and" -> allMatch(value, model);
            case "equals" -> model.equals(text);
            case "starts_with" -> model.startsWith(text);
            case "ends_with" -> model.endsWith(text);
            case "contains" -> model.contains(text);
            case "regex" -> Pattern.compile(value.asText()).matcher(model).find();
            default -> throw new IllegalArgumentException("a rule for names that is not known: " + rule);
        };
    }

    private static boolean anyMatches(JsonNode clauses, String model) {
        for (JsonNode clause : clauses) {
            if (matches(clause, model)) {
                return true;
            }
        }
        return false;
    }

    private static boolean allMatch(JsonNode clauses, String model) {
        for (JsonNode clause : clauses) {
            if (!matches(clause, model)) {
                return false;
            }
        }
        return true;
    }
}
