// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** JSON, one document or many, written to memory. */
public final class JsonOut {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1_024);
    private final JsonGenerator json;

    public JsonOut() {
        try {
            json = JsonIn.JSON.createGenerator(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Something that is written; memory does not fail. */
    private interface Step {
        void write() throws IOException;
    }

    private JsonOut put(Step step) {
        try {
            step.write();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    public JsonOut open() {
        return put(json::writeStartObject);
    }

    public JsonOut open(String name) {
        return put(() -> json.writeObjectFieldStart(name));
    }

    public JsonOut list(String name) {
        return put(() -> json.writeArrayFieldStart(name));
    }

    /** Closes the object or the list that is open. */
    public JsonOut close() {
        return put(json.getOutputContext().inArray() ? json::writeEndArray : json::writeEndObject);
    }

    public JsonOut text(String value) {
        return put(() -> json.writeString(value));
    }

    public JsonOut put(String name, String value) {
        return put(() -> json.writeStringField(name, value));
    }

    public JsonOut put(String name, long value) {
        return put(() -> json.writeNumberField(name, value));
    }

    public JsonOut put(String name, boolean value) {
        return put(() -> json.writeBooleanField(name, value));
    }

    public JsonOut putNull(String name) {
        return put(() -> json.writeNullField(name));
    }

    /** JSON as it is. */
    public JsonOut raw(String name, String value) {
        return put(() -> {
            json.writeFieldName(name);
            json.writeRawValue(value);
        });
    }

    /** The text, or null. */
    public JsonOut putOrNull(String name, @Nullable String value) {
        return value == null ? putNull(name) : put(name, value);
    }

    /** JSON as it is, as an element of the list that is open. */
    public JsonOut element(String value) {
        return put(() -> json.writeRawValue(value));
    }

    /** The member, unless there is nothing to say. */
    public JsonOut maybe(String name, @Nullable Object value) {
        return switch (value) {
            case null -> this;
            case String text -> put(name, text);
            case Integer number -> put(name, number.longValue());
            case Long number -> put(name, number.longValue());
            case Double number -> put(() -> json.writeNumberField(name, number));
            case Boolean flag -> put(name, flag.booleanValue());
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** The texts, unless there are none. */
    public JsonOut texts(String name, Iterable<String> values) {
        if (!values.iterator().hasNext()) {
            return this;
        }
        list(name);
        values.forEach(this::text);
        return close();
    }

    /** Text between documents, such as the lines of an event. */
    public JsonOut plain(String text) {
        return put(() -> json.writeRaw(text));
    }

    /** All that was written since the last time. */
    public byte[] take() {
        put(json::flush);
        byte[] written = bytes.toByteArray();
        bytes.reset();
        return written;
    }

    /** The one document; nothing can be written after it. */
    public byte[] finish() {
        put(json::close);
        return bytes.toByteArray();
    }

    /** A text as a JSON string. */
    public static String quoted(String text) {
        JsonOut out = new JsonOut().text(text);
        return new String(out.finish(), UTF_8);
    }
}
