// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.llmops.kernel.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a page of an answer ended: the values that order its last row, and the bounds of time, so that {@code last}
 * means the same on every page.
 *
 * @param after in the order of the sort keys; null where the value is null
 */
record QueryCursor(String fingerprint, Instant from, Instant to, List<@Nullable Object> after) {
    private static final ObjectMapper JSON = new ObjectMapper();

    String encode() {
        ArrayNode parts =
                JSON.createArrayNode().add(fingerprint).add(from.toEpochMilli()).add(to.toEpochMilli());
        for (Object value : after) {
            switch (value) {
                case null -> parts.addNull();
                case Long number -> parts.add(number.longValue());
                case Double number -> parts.add(number.doubleValue());
                case Boolean flag -> parts.add(flag.booleanValue());
                default -> parts.add(value.toString());
            }
        }
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(parts.toString().getBytes(UTF_8));
    }

    static QueryCursor decode(String text) {
        try {
            JsonNode parts = JSON.readTree(new String(Base64.getUrlDecoder().decode(text), UTF_8));
            if (!parts.isArray()
                    || parts.size() < 4
                    || !parts.get(1).canConvertToLong()
                    || !parts.get(2).canConvertToLong()) {
                throw unknown(text);
            }
            List<@Nullable Object> after = new ArrayList<>();
            for (int i = 3; i < parts.size(); i++) {
                after.add(value(parts.get(i)));
            }
            return new QueryCursor(
                    parts.get(0).asText(),
                    Instant.ofEpochMilli(parts.get(1).asLong()),
                    Instant.ofEpochMilli(parts.get(2).asLong()),
                    after);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw unknown(text);
        }
    }

    private static @Nullable Object value(JsonNode part) {
        if (part.isNull()) {
            return null;
        }
        if (part.isBoolean()) {
            return part.booleanValue();
        }
        if (part.isFloatingPointNumber()) {
            return part.doubleValue();
        }
        return part.isNumber() ? (Object) part.longValue() : part.asText();
    }

    static Problem unknown(String text) {
        return Problem.invalid("cursor", text, "the next_cursor of the page before, with the same query");
    }
}
