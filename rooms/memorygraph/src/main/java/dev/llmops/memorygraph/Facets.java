// SPDX-License-Identifier: Apache-2.0
package dev.llmops.memorygraph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The facets of a node: of each name the one said last. */
final class Facets {
    private static final String AT = "at";
    private static final String VALUE = "value";

    private Facets() {}

    /** Facets as an event has them; one that says {@code _deleted} is kept as an absence. */
    static ObjectNode said(JsonNode facets, Instant at) {
        ObjectNode said = JsonNodeFactory.instance.objectNode();
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, at);
        facets.properties().forEach(facet -> {
            ObjectNode entry = said.putObject(facet.getKey()).put(AT, micros);
            entry.set(
                    VALUE,
                    facet.getValue().path("_deleted").asBoolean()
                            ? JsonNodeFactory.instance.nullNode()
                            : facet.getValue());
        });
        return said;
    }

    static ObjectNode merge(ObjectNode one, ObjectNode other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.isEmpty() ? other : one;
        }
        ObjectNode merged = one.deepCopy();
        other.properties().forEach(facet -> {
            JsonNode present = merged.get(facet.getKey());
            if (present == null || outranks(facet.getValue(), present)) {
                merged.set(facet.getKey(), facet.getValue());
            }
        });
        return merged;
    }

    private static boolean outranks(JsonNode one, JsonNode other) {
        int byTime = Long.compare(one.path(AT).asLong(), other.path(AT).asLong());
        return byTime != 0
                ? byTime > 0
                : one.path(VALUE).toString().compareTo(other.path(VALUE).toString()) > 0;
    }

    /** As answers show them. */
    static ObjectNode values(JsonNode stored) {
        ObjectNode values = JsonNodeFactory.instance.objectNode();
        stored.properties().forEach(facet -> {
            JsonNode value = facet.getValue().path(VALUE);
            if (!value.isNull()) {
                values.set(facet.getKey(), value);
            }
        });
        return values;
    }
}
