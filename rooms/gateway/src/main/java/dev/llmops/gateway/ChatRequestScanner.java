// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.llmops.gateway.ChatRequest.Span;
import dev.llmops.gateway.ChatRequest.StreamOptions;
import dev.llmops.kernel.ErrorCode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request's body once, from the front, without building a tree: checks that it is one JSON object and notes
 * where the few members stand that the gateway acts on. Everything else is passed over and later passed on untouched.
 * A member that the gateway acts on may stand there only once: which of two the upstream would take is not ours to guess.
 */
final class ChatRequestScanner {
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .build();
    private static final int BYTES_PER_TOKEN = 4;
    private static final long MAX_CHOICES = 128;
    static final long MAX_TOKENS = 10_000_000;

    private final byte[] body;
    private final JsonParser json;

    private @Nullable String model;
    private @Nullable Span modelSpan;
    private @Nullable Boolean stream;
    private @Nullable StreamOptions streamOptions;
    private @Nullable Span messages;
    private long maxTokens;
    private long maxCompletionTokens;
    private long choices;
    private int seen;

    private ChatRequestScanner(byte[] body, JsonParser json) {
        this.body = body;
        this.json = json;
    }

    /** Throws {@link RefusedCall} with {@code malformed_request} or {@code validation_failed}; nothing else. */
    static ChatRequest scan(byte[] body) {
        ChatRequest glanced = ChatRequestGlance.at(body);
        return glanced == null ? parse(body) : glanced;
    }

    static ChatRequest parse(byte[] body) {
        try (JsonParser json = JSON.createParser(body)) {
            return new ChatRequestScanner(body, json).scan();
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    private static RefusedCall malformed(IOException e) {
        JsonLocation at =
                e instanceof com.fasterxml.jackson.core.JsonProcessingException parse ? parse.getLocation() : null;
        String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
        return RefusedCall.of(ErrorCode.MALFORMED_REQUEST, "The body is not valid JSON" + where + ".");
    }

    private ChatRequest scan() throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw RefusedCall.of(ErrorCode.MALFORMED_REQUEST, "The body must be one JSON object.");
        }
        int bodyStart = start();
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            member(name);
        }
        if (json.currentToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
            throw RefusedCall.of(
                    ErrorCode.MALFORMED_REQUEST, "The body must be one JSON object with nothing after it.");
        }
        if (model == null || modelSpan == null) {
            throw invalid("model", null, "the name of a service, such as support-chat");
        }
        if (messages == null) {
            throw invalid("messages", null, "an array of at least one message");
        }
        return request(
                body,
                model,
                modelSpan,
                Boolean.TRUE.equals(stream),
                bodyStart,
                messages,
                Math.max(maxTokens, maxCompletionTokens),
                choices,
                streamOptions);
    }

    static ChatRequest request(
            byte[] body,
            String model,
            Span modelSpan,
            boolean stream,
            int bodyStart,
            Span messages,
            long maxTokens,
            long choices,
            @Nullable StreamOptions streamOptions) {
        long output = maxTokens * Math.max(1, choices);
        return new ChatRequest(
                model,
                modelSpan,
                stream,
                bodyStart,
                InputEstimate.of(body, messages.start(), messages.end(), BYTES_PER_TOKEN),
                Math.min(output, MAX_TOKENS),
                streamOptions);
    }

    private void member(String name) throws IOException {
        JsonToken value = json.nextToken();
        switch (name) {
            case "model" -> model(value);
            case "messages" -> messages(value);
            case "stream" -> stream(value);
            case "stream_options" -> streamOptions(value);
            case "max_tokens" -> maxTokens = bound(name, 4, value);
            case "max_completion_tokens" -> maxCompletionTokens = bound(name, 5, value);
            case "n" -> choices = Math.min(bound(name, 6, value), MAX_CHOICES);
            default -> json.skipChildren();
        }
    }

    private void model(JsonToken value) throws IOException {
        once("model", 0);
        if (value != JsonToken.VALUE_STRING || json.getTextLength() == 0) {
            throw invalid("model", value, "the name of a service, such as support-chat");
        }
        model = json.getText();
        modelSpan = span();
    }

    private void messages(JsonToken value) throws IOException {
        once("messages", 1);
        int start = start();
        if (value != JsonToken.START_ARRAY || json.nextToken() == JsonToken.END_ARRAY) {
            throw invalid("messages", value, "an array of at least one message");
        }
        while (json.currentToken() != JsonToken.END_ARRAY) {
            json.skipChildren();
            if (json.nextToken() == null) {
                throw RefusedCall.of(ErrorCode.MALFORMED_REQUEST, "The body ends within messages.");
            }
        }
        messages = new Span(start, end());
    }

    private void stream(JsonToken value) {
        once("stream", 2);
        if (!value.isBoolean() && value != JsonToken.VALUE_NULL) {
            throw invalid("stream", value, "true or false");
        }
        stream = value == JsonToken.VALUE_TRUE;
    }

    private void streamOptions(JsonToken value) throws IOException {
        once("stream_options", 3);
        int start = start();
        if (value == JsonToken.VALUE_NULL) {
            streamOptions = new StreamOptions(span(), false, true, false, null);
            return;
        }
        if (value != JsonToken.START_OBJECT) {
            throw invalid("stream_options", value, "an object, such as {\"include_usage\":true}");
        }
        boolean empty = true;
        boolean includeUsage = false;
        Span includeUsageSpan = null;
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            empty = false;
            JsonToken inner = json.nextToken();
            if (!"include_usage".equals(name)) {
                json.skipChildren();
                continue;
            }
            once("stream_options.include_usage", 7);
            if (!inner.isBoolean() && inner != JsonToken.VALUE_NULL) {
                throw invalid("stream_options.include_usage", inner, "true or false");
            }
            includeUsage = inner == JsonToken.VALUE_TRUE;
            includeUsageSpan = span();
        }
        streamOptions = new StreamOptions(new Span(start, end()), empty, false, includeUsage, includeUsageSpan);
    }

    /** A count that bounds the answer. What is not a count at all is left for the upstream to judge. */
    private long bound(String name, int bit, JsonToken value) throws IOException {
        once(name, bit);
        if (value != JsonToken.VALUE_NUMBER_INT) {
            json.skipChildren();
            return 0;
        }
        String digits = json.getText();
        return digits.length() > 12 ? MAX_TOKENS : Math.clamp(Long.parseLong(digits), 0, MAX_TOKENS);
    }

    private void once(String name, int bit) {
        if ((seen & 1 << bit) != 0) {
            throw RefusedCall.of(ErrorCode.VALIDATION_FAILED, name + ": given twice (expected: once)", name);
        }
        seen |= 1 << bit;
    }

    private Span span() throws IOException {
        int start = start();
        json.finishToken();
        return new Span(start, end());
    }

    private int start() {
        return (int) json.currentTokenLocation().getByteOffset();
    }

    private int end() {
        return (int) json.currentLocation().getByteOffset();
    }

    private static RefusedCall invalid(String field, @Nullable JsonToken found, String expected) {
        String what = found == null
                ? "missing"
                : switch (found) {
                    case VALUE_NULL -> "null";
                    case VALUE_STRING -> "a string";
                    case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
                    case VALUE_TRUE, VALUE_FALSE -> "a boolean";
                    case START_ARRAY -> "an array";
                    case START_OBJECT -> "an object";
                    case END_ARRAY, END_OBJECT, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT -> "not a value";
                };
        return RefusedCall.of(
                ErrorCode.VALIDATION_FAILED, field + ": " + what + " (expected: " + expected + ")", field);
    }
}
