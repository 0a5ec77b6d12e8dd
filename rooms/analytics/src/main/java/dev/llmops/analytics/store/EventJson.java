// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A checked event as one JSON object on the log, written and read as a stream. */
public final class EventJson {
    private static final JsonFactory JSON = new JsonFactory();

    private EventJson() {}

    public static ByteBuffer write(StoredEvent event) throws IOException {
        ByteArrayOutputStream bytes =
                new ByteArrayOutputStream(256 + event.payload().length());
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("event_id", event.eventId());
            json.writeStringField("tenant", event.tenant());
            json.writeStringField("time", event.time().toString());
            json.writeStringField("received_at", event.receivedAt().toString());
            json.writeStringField("source_module", event.sourceModule());
            json.writeStringField("event_type", event.eventType());
            json.writeStringField("schema_version", event.schemaVersion());
            json.writeStringField("severity", event.severity());
            writeOptional(json, "environment", event.environment());
            writeOptional(json, "correlation_id", event.correlationId());
            writeOptional(json, "parent_event_id", event.parentEventId());
            writeOptional(json, "model", event.modelId());
            json.writeFieldName("tags");
            json.writeRawValue(event.tags());
            json.writeFieldName("payload");
            json.writeRawValue(event.payload());
            json.writeEndObject();
        }
        return ByteBuffer.wrap(bytes.toByteArray());
    }

    private static void writeOptional(JsonGenerator json, String name, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }

    /** Reads what {@link #write} wrote; throws when it is something else. */
    static StoredEvent read(ByteBuffer source) throws IOException {
        byte[] bytes = new byte[source.remaining()];
        source.get(source.position(), bytes);
        Map<String, String> texts = new HashMap<>();
        try (JsonParser json = JSON.createParser(bytes)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("not an event");
            }
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                JsonToken value = json.nextToken();
                texts.put(name, value == JsonToken.START_OBJECT ? copy(json) : json.getText());
            }
        }
        return new StoredEvent(
                required(texts, "event_id"),
                required(texts, "tenant"),
                Instant.parse(required(texts, "time")),
                Instant.parse(required(texts, "received_at")),
                required(texts, "source_module"),
                required(texts, "event_type"),
                required(texts, "schema_version"),
                required(texts, "severity"),
                texts.get("environment"),
                texts.get("correlation_id"),
                texts.get("parent_event_id"),
                texts.get("model"),
                texts.getOrDefault("tags", "{}"),
                texts.getOrDefault("payload", "{}"));
    }

    private static String required(Map<String, String> texts, String name) throws IOException {
        String text = texts.get(name);
        if (text == null) {
            throw new IOException("an event without " + name);
        }
        return text;
    }

    /** The text of the value the parser stands at; numbers keep every digit. */
    static String copy(JsonParser json) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator target = JSON.createGenerator(text)) {
            int depth = 0;
            do {
                JsonToken token = json.currentToken();
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (token.isNumeric()) {
                    target.writeNumber(json.getText());
                } else {
                    target.copyCurrentEvent(json);
                }
            } while (depth > 0 && json.nextToken() != null);
        }
        return text.toString();
    }
}
