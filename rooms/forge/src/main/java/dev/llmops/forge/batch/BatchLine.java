// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.batch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a line of a batch's file asks for. */
sealed interface BatchLine {
    JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(200)
                    .maxStringLength(64 << 20)
                    .build())
            .build();

    /** What the client knows the line by; null when it does not say. */
    @Nullable
    String customId();

    /** @param body the request, byte for byte */
    @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
    record Asked(String customId, byte[] body) implements BatchLine {}

    /** A line that cannot be called. */
    record Faulty(
            @Nullable String customId,
            String code,
            String message,
            @Nullable String param) implements BatchLine {}

    /** Never throws for what stands in the line. */
    static BatchLine read(LineSource.Line line, String endpoint) {
        byte[] bytes = line.bytes();
        if (bytes == null) {
            return new Faulty(
                    null,
                    "payload_too_large",
                    "line " + line.number() + ": longer than " + BatchSettings.MAX_LINE_BYTES + " bytes",
                    null);
        }
        Members members = new Members();
        try (JsonParser json = JSON.createParser(bytes)) {
            members.read(json, bytes);
            return members.line(line.number(), endpoint);
        } catch (JsonProcessingException e) {
            return new Faulty(
                    members.customId, "malformed_request", "line " + line.number() + ": not one JSON object", null);
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory are readable", e);
        }
    }

    /** The members of a line as they are met. */
    final class Members {
        private @Nullable String customId;
        private @Nullable String method;
        private @Nullable String url;
        private @Nullable String unknown;
        private byte @Nullable [] body;
        private final Set<String> seen = new HashSet<>();

        private void read(JsonParser json, byte[] bytes) throws IOException {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new com.fasterxml.jackson.core.JsonParseException(json, "not an object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                unknown = seen.add(name) ? unknown : name;
                switch (name) {
                    case "custom_id" -> customId = value == JsonToken.VALUE_STRING ? json.getText() : null;
                    case "method" -> method = value == JsonToken.VALUE_STRING ? json.getText() : null;
                    case "url" -> url = value == JsonToken.VALUE_STRING ? json.getText() : null;
                    case "body" -> {
                        int start = (int) json.currentTokenLocation().getByteOffset();
                        json.skipChildren();
                        int end = (int) json.currentLocation().getByteOffset();
                        body = value == JsonToken.START_OBJECT ? Arrays.copyOfRange(bytes, start, end) : null;
                    }
                    default -> unknown = name;
                }
                json.skipChildren();
            }
            if (json.nextToken() != null) {
                throw new com.fasterxml.jackson.core.JsonParseException(json, "more than one value");
            }
        }

        private BatchLine line(int number, String endpoint) {
            if (customId == null || customId.isEmpty() || customId.length() > BatchSettings.MAX_CUSTOM_ID) {
                return faulty(number, "custom_id", "a text of 1 to " + BatchSettings.MAX_CUSTOM_ID + " characters");
            }
            if (!"POST".equals(method)) {
                return faulty(number, "method", "POST");
            }
            if (!endpoint.equals(url)) {
                return faulty(number, "url", endpoint + ", the batch's endpoint");
            }
            if (body == null) {
                return faulty(number, "body", "an object");
            }
            if (unknown != null) {
                return faulty(number, "line", "custom_id, method, url and body, each once");
            }
            return new Asked(customId, body);
        }

        private Faulty faulty(int number, String param, String expected) {
            String known = customId != null && customId.length() <= BatchSettings.MAX_CUSTOM_ID ? customId : null;
            return new Faulty(
                    known,
                    "validation_failed",
                    "line " + number + ": " + param + " (expected: " + expected + ")",
                    param);
        }
    }
}
