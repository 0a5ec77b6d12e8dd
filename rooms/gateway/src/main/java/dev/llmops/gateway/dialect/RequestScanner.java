// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.dialect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.llmops.gateway.dialect.ClientRequest.Span;
import dev.llmops.gateway.dialect.ClientRequest.StreamOptions;
import dev.llmops.kernel.ErrorCode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request's body once, from the front, without building a tree: checks that it is one JSON object and notes
 * where the few members stand that the gateway acts on. Everything else is passed over and later passed on untouched.
 * A member that the gateway acts on may stand there only once: which of two the upstream would take is not ours to guess.
 */
final class RequestScanner {
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .build();
    private static final long MAX_CHOICES = 128;
    static final Span NOWHERE = new Span(0, 0);

    private final RequestForm form;
    private final byte[] body;
    private final JsonParser json;

    private @Nullable String model;
    private @Nullable Span modelSpan;
    private @Nullable Boolean stream;
    private @Nullable StreamOptions streamOptions;
    private @Nullable Span prompt;
    private Span instructions = NOWHERE;
    private long allowed;
    private long choices;
    private int seen;

    private RequestScanner(RequestForm form, byte[] body, JsonParser json) {
        this.form = form;
        this.body = body;
        this.json = json;
    }

    /** Throws {@link RefusedCall} with {@code malformed_request} or {@code validation_failed}; nothing else. */
    static ClientRequest scan(RequestForm form, byte[] body) {
        ClientRequest glanced = RequestGlance.at(form, body);
        return glanced == null ? parse(form, body) : glanced;
    }

    static ClientRequest parse(RequestForm form, byte[] body) {
        try (JsonParser json = JSON.createParser(body)) {
            return new RequestScanner(form, body, json).scan();
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

    private ClientRequest scan() throws IOException {
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
        if (prompt == null) {
            throw invalid(form.prompt(), null, form.expectedPrompt());
        }
        return new ClientRequest(
                model,
                modelSpan,
                Boolean.TRUE.equals(stream),
                bodyStart,
                form.input(body, prompt, instructions),
                form.output(allowed, choices),
                streamOptions);
    }

    private void member(String name) throws IOException {
        JsonToken value = json.nextToken();
        if (name.equals(form.prompt())) {
            prompt(value);
            return;
        }
        switch (name) {
            case "model" -> model(value);
            case "stream" -> stream(value);
            case "stream_options" -> streamOptions(value);
            case "instructions" -> instructions(value);
            case "max_tokens" -> allowed = Math.max(allowed, bound(name, 4, value));
            case "max_completion_tokens" -> allowed = Math.max(allowed, bound(name, 5, value));
            case "max_output_tokens" -> allowed = Math.max(allowed, bound(name, 8, value));
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

    private void prompt(JsonToken value) throws IOException {
        once(form.prompt(), 1);
        if (form.promptMayBeText() && value == JsonToken.VALUE_STRING && json.getTextLength() > 0) {
            prompt = span();
            return;
        }
        int start = start();
        if (value != JsonToken.START_ARRAY || json.nextToken() == JsonToken.END_ARRAY) {
            throw invalid(form.prompt(), value, form.expectedPrompt());
        }
        while (json.currentToken() != JsonToken.END_ARRAY) {
            json.skipChildren();
            if (json.nextToken() == null) {
                throw RefusedCall.of(ErrorCode.MALFORMED_REQUEST, "The body ends within " + form.prompt() + ".");
            }
        }
        prompt = new Span(start, end());
    }

    private void instructions(JsonToken value) throws IOException {
        if (!form.readsInstructions()) {
            json.skipChildren();
            return;
        }
        once("instructions", 9);
        if (value != JsonToken.VALUE_STRING && value != JsonToken.VALUE_NULL) {
            throw invalid("instructions", value, "a string");
        }
        instructions = span();
    }

    private void stream(JsonToken value) throws IOException {
        if (!form.streams()) {
            json.skipChildren();
            return;
        }
        once("stream", 2);
        if (!value.isBoolean() && value != JsonToken.VALUE_NULL) {
            throw invalid("stream", value, "true or false");
        }
        stream = value == JsonToken.VALUE_TRUE;
    }

    private void streamOptions(JsonToken value) throws IOException {
        if (!form.usageOnDemand()) {
            json.skipChildren();
            return;
        }
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
        return digits.length() > 12
                ? RequestForm.MAX_TOKENS
                : Math.clamp(Long.parseLong(digits), 0, RequestForm.MAX_TOKENS);
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
