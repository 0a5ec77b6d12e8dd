// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.route;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Set;

/**
 * What rules ask of a request's body, whatever the client's dialect, in one pass without a tree.
 *
 * @param user whom the client says it calls for; empty when it does not
 */
public record BodyFeatures(boolean tools, boolean images, String user) {
    public static final BodyFeatures NONE = new BodyFeatures(false, false, "");

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();
    private static final Set<String> IMAGES = Set.of("image_url", "image", "input_image");
    private static final int MAX_USER_CHARS = 512;

    /** A body that cannot be read has none; it is refused by who reads it for good. */
    public static BodyFeatures of(byte[] body) {
        try (JsonParser json = JSON.createParser(body)) {
            return json.nextToken() == JsonToken.START_OBJECT ? read(json) : NONE;
        } catch (IOException e) {
            return NONE;
        }
    }

    private static BodyFeatures read(JsonParser json) throws IOException {
        boolean tools = false;
        boolean images = false;
        String user = "";
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            JsonToken value = json.nextToken();
            switch (name) {
                case "tools", "functions" -> tools |= filled(json, value);
                case "messages", "input" -> images |= images(json, value);
                case "user", "safety_identifier" -> user = text(json, value, user);
                case "metadata" -> user = userOf(json, value, user);
                default -> json.skipChildren();
            }
        }
        return new BodyFeatures(tools, images, user);
    }

    private static boolean filled(JsonParser json, JsonToken value) throws IOException {
        if (value != JsonToken.START_ARRAY) {
            json.skipChildren();
            return false;
        }
        boolean filled = json.nextToken() != JsonToken.END_ARRAY;
        for (int depth = 1; depth > 0 && json.currentToken() != null; ) {
            if (json.currentToken().isStructStart()) {
                depth++;
            } else if (json.currentToken().isStructEnd()) {
                depth--;
            }
            if (depth > 0) {
                json.nextToken();
            }
        }
        return filled;
    }

    private static boolean images(JsonParser json, JsonToken value) throws IOException {
        boolean found = false;
        int depth = value.isStructStart() ? 1 : 0;
        while (depth > 0) {
            JsonToken token = json.nextToken();
            if (token == null) {
                return found;
            }
            if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            } else if (token == JsonToken.VALUE_STRING && "type".equals(json.currentName())) {
                found |= IMAGES.contains(json.getText());
            }
        }
        return found;
    }

    private static String userOf(JsonParser json, JsonToken value, String before) throws IOException {
        if (value != JsonToken.START_OBJECT) {
            json.skipChildren();
            return before;
        }
        String user = before;
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            JsonToken member = json.nextToken();
            if (name.equals("user_id")) {
                user = text(json, member, user);
            } else {
                json.skipChildren();
            }
        }
        return user;
    }

    private static String text(JsonParser json, JsonToken value, String before) throws IOException {
        if (value != JsonToken.VALUE_STRING || !before.isEmpty()) {
            json.skipChildren();
            return before;
        }
        String text = json.getText();
        return text.length() > MAX_USER_CHARS ? text.substring(0, MAX_USER_CHARS) : text;
    }
}
