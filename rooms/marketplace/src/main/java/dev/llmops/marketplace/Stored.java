// SPDX-License-Identifier: Apache-2.0
package dev.llmops.marketplace;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.llmops.contracts.marketplace.Plan;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import java.util.List;

/** JSON as it lies in columns, manifests and events; independent of how the edge is configured. */
final class Stored {
    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();
    private static final TypeReference<List<Violation>> FINDINGS = new TypeReference<>() {};

    private Stored() {}

    static String write(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not JSON: " + value.getClass(), e);
        }
    }

    static Plan plan(String json) {
        return read(() -> JSON.readValue(json, Plan.class));
    }

    static List<Violation> findings(String json) {
        return read(() -> JSON.readValue(json, FINDINGS));
    }

    static JsonNode tree(String json) {
        return read(() -> JSON.readTree(json));
    }

    private static <T> T read(Reader<T> reader) {
        try {
            return reader.read();
        } catch (JsonProcessingException e) {
            // A rule of the record refused: that is about the value, not about the JSON.
            if (e.getCause() instanceof Problem problem) {
                throw problem;
            }
            throw new IllegalStateException("stored JSON cannot be read", e);
        }
    }

    @FunctionalInterface
    private interface Reader<T> {
        T read() throws JsonProcessingException;
    }
}
