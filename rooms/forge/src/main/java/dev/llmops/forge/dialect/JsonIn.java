// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.forge.usage.UsageForm;
import dev.llmops.forge.usage.UsageTally;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object, read as it goes by. Members that are {@code null} are passed over as if they were not there. What is
 * not as expected is refused by its path; the parser's own words, which may repeat the text, are never passed on.
 */
public final class JsonIn {
    static final JsonFactory JSON = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(64 << 20)
                    .maxNestingDepth(500)
                    .build())
            .rootValueSeparator((String) null)
            .build();

    /** Takes a member, whose value is the current one; an object or a list must be gone through to its end. */
    public interface Member {
        void take(String name) throws IOException;
    }

    /** Takes an element of a list, in the same way. */
    public interface Element {
        void take() throws IOException;
    }

    /** Takes the whole of an object. */
    public interface Root {
        void take(JsonIn in) throws IOException;
    }

    private final JsonParser json;

    private JsonIn(JsonParser json) {
        this.json = json;
    }

    /** Reads one object and nothing after it. */
    public static void read(ByteBuffer body, Root root) throws IOException {
        if (body.hasArray()) {
            read(body.array(), body.arrayOffset() + body.position(), body.arrayOffset() + body.limit(), root);
        } else {
            byte[] copy = new byte[body.remaining()];
            body.duplicate().get(copy);
            read(copy, 0, copy.length, root);
        }
    }

    public static void read(byte[] bytes, int from, int to, Root root) throws IOException {
        try (JsonParser json = JSON.createParser(bytes, from, to - from)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new UntranslatableException("", "the body is not a JSON object");
            }
            root.take(new JsonIn(json));
            if (json.nextToken() != null) {
                throw new UntranslatableException("", "the body is not one JSON object");
            }
        } catch (JsonProcessingException e) {
            throw new UntranslatableException("", "the body is not JSON");
        }
    }

    /** Whether a text is one JSON object. */
    public static boolean isObject(String text) {
        try (JsonParser json = JSON.createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            json.skipChildren();
            return json.currentToken() == JsonToken.END_OBJECT && json.nextToken() == null;
        } catch (IOException notJson) {
            return false;
        }
    }

    /** Goes through the current object. */
    public void members(Member member) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw refuse("an object");
        }
        for (JsonToken token = json.nextToken(); token != JsonToken.END_OBJECT; token = json.nextToken()) {
            if (token == null) {
                throw new UntranslatableException("", "the body is not JSON");
            }
            String name = json.currentName();
            if (json.nextToken() != JsonToken.VALUE_NULL) {
                member.take(name);
            }
        }
    }

    /** Goes through the current list. */
    public void elements(Element element) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw refuse("a list");
        }
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            if (token == null) {
                throw new UntranslatableException("", "the body is not JSON");
            }
            element.take();
        }
    }

    public boolean isText() {
        return json.currentToken() == JsonToken.VALUE_STRING;
    }

    public boolean isObject() {
        return json.currentToken() == JsonToken.START_OBJECT;
    }

    public boolean isList() {
        return json.currentToken() == JsonToken.START_ARRAY;
    }

    public String text() throws IOException {
        if (!isText()) {
            throw refuse("a string");
        }
        return json.getText();
    }

    public boolean flag() throws IOException {
        JsonToken token = json.currentToken();
        if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
            throw refuse("true or false");
        }
        return token == JsonToken.VALUE_TRUE;
    }

    public double number() throws IOException {
        if (json.currentToken() == null || !json.currentToken().isNumeric()) {
            throw refuse("a number");
        }
        return json.getDoubleValue();
    }

    /** A whole number of at least 0. */
    public long whole() throws IOException {
        double value = number();
        if (value < 0 || value > 1e15 || value != Math.rint(value)) {
            throw refuse("a whole number of at least 0");
        }
        return (long) value;
    }

    /** A whole number of at least 0 that fits an int; what is larger is as large as can be. */
    public int small() throws IOException {
        return (int) Math.min(whole(), Integer.MAX_VALUE);
    }

    /** Has the current value told to a tally of what was used. */
    public void usage(UsageTally tally) throws IOException {
        tally.object(json);
    }

    /** What the current value says was used; null when it does not say how much was read. */
    public @Nullable TokenUsage usage(UsageForm form) throws IOException {
        return form.read(json);
    }

    /** The current value as compact JSON. */
    public String raw() throws IOException {
        StringWriter text = new StringWriter(256);
        try (JsonGenerator copy = JSON.createGenerator(text)) {
            copy.copyCurrentStructure(json);
        }
        return text.toString();
    }

    /** The current object as compact JSON. */
    public String rawObject() throws IOException {
        if (!isObject()) {
            throw refuse("an object");
        }
        return raw();
    }

    public void skip() throws IOException {
        json.skipChildren();
    }

    /** Whether the current value is an object or a list without anything in it; it is gone through. */
    public boolean empty() throws IOException {
        boolean[] any = {false};
        if (isObject()) {
            members(name -> {
                any[0] = true;
                skip();
            });
        } else if (isList()) {
            elements(() -> {
                any[0] = true;
                skip();
            });
        } else {
            return false;
        }
        return !any[0];
    }

    /** A refusal of the current value. */
    public UntranslatableException refuse(String expected) {
        String path = path();
        return new UntranslatableException(path, (path.isEmpty() ? "the body" : path) + ": expected " + expected);
    }

    /** A refusal of the current value because only this dialect knows it. */
    public UntranslatableException unsaid(String expected) {
        return UntranslatableException.unsaid(path(), expected);
    }

    /** Where the current value stands, such as {@code messages[0].content}. */
    public String path() {
        StringBuilder path = new StringBuilder(32);
        append(json.getParsingContext(), path);
        return path.toString();
    }

    private static void append(@Nullable JsonStreamContext context, StringBuilder path) {
        if (context == null || context.inRoot()) {
            return;
        }
        append(context.getParent(), path);
        if (context.inArray() && context.hasCurrentIndex()) {
            path.append('[').append(context.getCurrentIndex()).append(']');
        } else if (context.inObject() && context.getCurrentName() != null) {
            path.append(path.isEmpty() ? "" : ".").append(context.getCurrentName());
        }
    }
}
