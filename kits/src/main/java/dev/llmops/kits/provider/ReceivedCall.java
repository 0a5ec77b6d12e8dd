// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kits.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.URLDecoder;
import org.jspecify.annotations.Nullable;

/** What the provider needs to know of a request. */
record ReceivedCall(String model, boolean stream, boolean includeUsage) {
    private static final JsonFactory JSON = new JsonFactory();

    /** Null when the body is not a JSON object with a model. */
    static @Nullable ReceivedCall read(Buffer body) {
        String model = null;
        boolean stream = false;
        boolean includeUsage = false;
        try (JsonParser json = JSON.createParser(body.getBytes())) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                switch (name) {
                    case "model" -> model = json.getText();
                    case "stream" -> stream = value == JsonToken.VALUE_TRUE;
                    case "stream_options" -> includeUsage = value == JsonToken.START_OBJECT && includeUsage(json);
                    default -> json.skipChildren();
                }
            }
        } catch (IOException e) {
            return null;
        }
        return model == null ? null : new ReceivedCall(model, stream, includeUsage);
    }

    /** Whether a body is one JSON object. */
    static boolean isObject(Buffer body) {
        try (JsonParser json = JSON.createParser(body.getBytes())) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            json.skipChildren();
            return json.currentToken() == JsonToken.END_OBJECT && json.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    /** A segment of a path as it was before it became one. */
    static String decoded(String segment) {
        return URLDecoder.decode(segment.replace("+", "%2B"), UTF_8);
    }

    private static boolean includeUsage(JsonParser json) throws IOException {
        boolean include = false;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (name.equals("include_usage")) {
                include = value == JsonToken.VALUE_TRUE;
            } else {
                json.skipChildren();
            }
        }
        return include;
    }
}
