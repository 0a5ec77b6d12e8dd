// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.moderation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** Judges what a request holds, and says it in OpenAI's shape. */
public final class ModerationAnswer {
    private static final JsonFactory JSON = new JsonFactory();

    private ModerationAnswer() {}

    public static byte[] to(List<String> texts, Moderator moderator, String callId) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1_024 * texts.size());
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("id", "modr-" + callId);
            json.writeStringField("model", moderator.name());
            json.writeArrayFieldStart("results");
            for (String text : texts) {
                result(json, moderator.scores(text), !text.isEmpty());
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void result(JsonGenerator json, Map<Category, Double> scores, boolean judged) throws IOException {
        json.writeStartObject();
        json.writeBooleanField("flagged", scores.values().stream().anyMatch(score -> score >= Category.THRESHOLD));
        json.writeObjectFieldStart("categories");
        for (Category category : Category.values()) {
            json.writeBooleanField(category.wireName(), scores.getOrDefault(category, 0.0) >= Category.THRESHOLD);
        }
        json.writeEndObject();
        json.writeObjectFieldStart("category_scores");
        for (Category category : Category.values()) {
            json.writeNumberField(category.wireName(), Math.round(scores.getOrDefault(category, 0.0) * 1e4) / 1e4);
        }
        json.writeEndObject();
        json.writeObjectFieldStart("category_applied_input_types");
        for (Category category : Category.values()) {
            json.writeArrayFieldStart(category.wireName());
            if (judged) {
                json.writeString("text");
            }
            json.writeEndArray();
        }
        json.writeEndObject();
        json.writeEndObject();
    }
}
