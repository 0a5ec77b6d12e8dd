// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.forge.usage.UsageForm;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads what an answer says it used, streaming: everything else is skipped, no tree is built. */
final class UsageReader {
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private UsageReader() {}

    /**
     * What a whole answer says.
     *
     * @param choices whether it has at least one choice
     * @param error whether it carries an {@code error} that is not null
     */
    record Answer(boolean choices, boolean error, @Nullable TokenUsage usage) {}

    /** Reads a whole {@code chat.completion} or one chunk of it; null when it is not one JSON object. */
    static @Nullable Answer read(ByteBuffer body) {
        Answer glanced = body.hasArray()
                ? UsageGlance.at(body.array(), body.arrayOffset() + body.position(), body.arrayOffset() + body.limit())
                : null;
        return glanced == null ? parse(body) : glanced;
    }

    static @Nullable Answer parse(ByteBuffer body) {
        try (JsonParser json = parser(body)) {
            return json.nextToken() == JsonToken.START_OBJECT ? answer(json) : null;
        } catch (IOException notJson) {
            return null;
        }
    }

    /** Estimates the request's input in tokens: a token for every four bytes of text, and four for each message. */
    static long estimateInput(ByteBuffer body) {
        if (body.remaining() > 1 << 20) {
            return body.remaining() / 4;
        }
        long bytes = 0;
        long messages = 0;
        try (JsonParser json = parser(body)) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.VALUE_STRING && !inlineMedia(json)) {
                    bytes += json.getTextLength();
                } else if (token == JsonToken.FIELD_NAME && json.currentName().equals("role")) {
                    messages++;
                }
            }
        } catch (IOException notJson) {
            return body.remaining() / 4;
        }
        return Math.ceilDiv(bytes, 4) + 4 * messages;
    }

    private static boolean inlineMedia(JsonParser json) throws IOException {
        return json.getTextLength() > 512 && json.getText().startsWith("data:");
    }

    private static @Nullable Answer answer(JsonParser json) throws IOException {
        boolean choices = false;
        boolean error = false;
        TokenUsage usage = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            switch (name) {
                case "choices" -> choices = value == JsonToken.START_ARRAY && firstOf(json);
                case "usage" -> usage = UsageForm.OPENAI_CHAT.read(json);
                case "error" -> error = value != JsonToken.VALUE_NULL;
                default -> {}
            }
            json.skipChildren();
        }
        return json.currentToken() == JsonToken.END_OBJECT && json.nextToken() == null
                ? new Answer(choices, error, usage)
                : null;
    }

    /** Whether the array just entered has an element; leaves the parser at its end. */
    private static boolean firstOf(JsonParser json) throws IOException {
        boolean any = false;
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            if (token == null) {
                return false;
            }
            any |= token == JsonToken.START_OBJECT;
            json.skipChildren();
        }
        return any;
    }

    private static JsonParser parser(ByteBuffer body) throws IOException {
        if (body.hasArray()) {
            return JSON.createParser(body.array(), body.arrayOffset() + body.position(), body.remaining());
        }
        byte[] copy = new byte[body.remaining()];
        body.duplicate().get(copy);
        return JSON.createParser(copy);
    }
}
