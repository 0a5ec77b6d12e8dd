// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.moderation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.llmops.gateway.dialect.RefusedCall;
import dev.llmops.kernel.ErrorCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@code moderations} request: texts that are each judged, or the parts of one thing, judged together. Images are
 * taken and not judged.
 */
public final class ModerationRequest {
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .build();
    private static final int MAX_INPUTS = 256;
    private static final int MAX_CHARS = 200_000;
    private static final String EXPECTED = "a string, a list of strings, or a list of parts of type text or image_url";

    private final JsonParser json;
    private final List<String> texts = new ArrayList<>();
    private final StringBuilder parts = new StringBuilder();
    private boolean partsGiven;
    private boolean given;
    private int chars;

    private ModerationRequest(JsonParser json) {
        this.json = json;
    }

    /** The texts to judge, each for itself; an empty one where there was nothing but images. Throws {@link RefusedCall}. */
    public static List<String> read(byte[] body) {
        try (JsonParser json = JSON.createParser(body)) {
            return new ModerationRequest(json).read();
        } catch (IOException e) {
            throw RefusedCall.of(ErrorCode.MALFORMED_REQUEST, "The body is not valid JSON.");
        }
    }

    private List<String> read() throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw RefusedCall.of(ErrorCode.MALFORMED_REQUEST, "The body must be one JSON object.");
        }
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            JsonToken value = json.nextToken();
            switch (name) {
                case "input" -> input(value);
                case "model" -> model(value);
                default -> json.skipChildren();
            }
        }
        if (json.currentToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
            throw RefusedCall.of(
                    ErrorCode.MALFORMED_REQUEST, "The body must be one JSON object with nothing after it.");
        }
        if (partsGiven) {
            texts.add(parts.toString());
        }
        if (texts.isEmpty()) {
            throw invalid("input", EXPECTED);
        }
        return texts;
    }

    private void input(JsonToken value) throws IOException {
        if (given) {
            throw invalid("input", "once");
        }
        given = true;
        if (value == JsonToken.VALUE_STRING) {
            text();
        } else if (value == JsonToken.START_ARRAY) {
            for (JsonToken element = json.nextToken(); element != JsonToken.END_ARRAY; element = json.nextToken()) {
                element(element);
            }
        } else {
            throw invalid("input", EXPECTED);
        }
    }

    private void element(JsonToken element) throws IOException {
        if (element == JsonToken.VALUE_STRING && !partsGiven && texts.size() < MAX_INPUTS) {
            text();
        } else if (element == JsonToken.START_OBJECT && texts.isEmpty()) {
            partsGiven = true;
            part();
        } else {
            throw invalid("input", texts.size() < MAX_INPUTS ? EXPECTED : "at most " + MAX_INPUTS + " texts");
        }
    }

    private void text() throws IOException {
        count(json.getTextLength());
        texts.add(json.getText());
    }

    private void part() throws IOException {
        String type = "";
        String text = null;
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            JsonToken value = json.nextToken();
            if (name.equals("type") && value == JsonToken.VALUE_STRING) {
                type = json.getText();
            } else if (name.equals("text") && value == JsonToken.VALUE_STRING) {
                count(json.getTextLength());
                text = json.getText();
            } else {
                json.skipChildren();
            }
        }
        if (type.equals("text") && text != null) {
            parts.append(parts.isEmpty() ? "" : "\n").append(text);
        } else if (!type.equals("image_url")) {
            throw invalid("input", EXPECTED);
        }
    }

    private void count(int length) {
        chars += length;
        if (chars > MAX_CHARS) {
            throw invalid("input", "at most " + MAX_CHARS + " characters in all");
        }
    }

    /** The moderator is one, by whatever name of OpenAI's it is asked for. */
    private void model(JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_NULL) {
            return;
        }
        String model = value == JsonToken.VALUE_STRING ? json.getText() : "";
        if (!model.matches("(omni|text|llmops)-moderation-[a-z0-9.-]{1,40}")) {
            throw RefusedCall.of(
                    ErrorCode.MODEL_NOT_FOUND,
                    "model: no moderator of that name (expected: nothing, or omni-moderation-latest)",
                    "model");
        }
    }

    private static RefusedCall invalid(String field, String expected) {
        return RefusedCall.of(ErrorCode.VALIDATION_FAILED, field + ": expected " + expected, field);
    }
}
