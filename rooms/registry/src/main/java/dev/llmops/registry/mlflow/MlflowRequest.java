// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.kernel.Problem;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What MLflow's clients send: members of a JSON body, or query parameters of the same names. */
record MlflowRequest(@Nullable JsonNode body, MultivaluedMap<String, String> query) {
    String required(String field) {
        String value = text(field);
        if (value == null || value.isEmpty()) {
            throw Problem.invalid(field, null, "a value; it must not be empty");
        }
        return value;
    }

    @Nullable
    String text(String field) {
        if (body instanceof ObjectNode object && object.hasNonNull(field)) {
            JsonNode value = object.get(field);
            if (value.isContainerNode()) {
                throw Problem.invalid(field, null, "a text");
            }
            return value.asText();
        }
        return query.getFirst(field);
    }

    boolean flag(String field) {
        return "true".equalsIgnoreCase(text(field));
    }

    /** A page's size, bounded. */
    int limit(int usual, int most) {
        String text = text("max_results");
        if (text == null || text.isEmpty()) {
            return usual;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1) {
                return Math.min(limit, most);
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw Problem.invalid("max_results", text, "a whole number from 1 on");
    }

    List<String> texts(String field) {
        List<String> texts = new ArrayList<>();
        if (body instanceof ObjectNode object && object.path(field).isArray()) {
            object.path(field).forEach(one -> texts.add(one.asText()));
        }
        texts.addAll(query.getOrDefault(field, List.of()));
        return texts;
    }

    /** {@code [{"key":…,"value":…}]}. */
    Map<String, String> tags() {
        Map<String, String> tags = new TreeMap<>();
        if (body instanceof ObjectNode object) {
            object.path("tags")
                    .forEach(tag ->
                            tags.put(tag.path("key").asText(), tag.path("value").asText()));
        }
        return tags;
    }
}
