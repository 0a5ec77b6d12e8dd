// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.llmops.gateway.ChatRequest.Span;
import dev.llmops.kernel.JsonScan;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bodies that nearly every call has in one pass over the bytes, without a parser. Whatever
 * is wrong, or merely unusual, it leaves to {@link ChatRequestScanner}, which alone refuses; where it does answer, the
 * two agree.
 */
final class ChatRequestGlance {
    private static final int MODEL = 1;
    private static final int MESSAGES = 2;

    private final byte[] body;
    private int seen;
    private String model = "";
    private Span modelSpan = new Span(0, 0);
    private Span messages = modelSpan;
    private boolean stream;
    private long maxTokens;
    private long maxCompletionTokens;
    private long choices;

    private ChatRequestGlance(byte[] body) {
        this.body = body;
    }

    /** Null when the scanner must be asked. */
    static @Nullable ChatRequest at(byte[] body) {
        return new ChatRequestGlance(body).read();
    }

    private @Nullable ChatRequest read() {
        int end = body.length;
        int start = JsonScan.blanks(body, 0, end);
        if (start >= end || body[start] != '{') {
            return null;
        }
        int at = start;
        do {
            int name = JsonScan.blanks(body, at + 1, end);
            int value = JsonScan.name(body, name, end);
            int after = value == JsonScan.DOUBT ? JsonScan.DOUBT : JsonScan.value(body, value, end);
            if (after == JsonScan.DOUBT || !member(name, value, after)) {
                return null;
            }
            at = JsonScan.blanks(body, after, end);
        } while (at < end && body[at] == ',');
        boolean whole = at < end && body[at] == '}' && JsonScan.blanks(body, at + 1, end) == end;
        return whole && (seen & (MODEL | MESSAGES)) == (MODEL | MESSAGES) ? request(start) : null;
    }

    private ChatRequest request(int start) {
        return ChatRequestScanner.request(
                body,
                model,
                modelSpan,
                stream,
                start,
                messages,
                Math.max(maxTokens, maxCompletionTokens),
                choices,
                null);
    }

    /** Whether the member is one to be passed over, or one that is as expected. */
    private boolean member(int name, int value, int after) {
        int from = name + 1;
        int to = from;
        while (body[to] != '"') {
            if (body[to] == '\\') {
                return false;
            }
            to++;
        }
        return switch (to - from) {
            case 1 -> !JsonScan.is(body, from, to, "n") || (once(32) && (choices = count(value, after, 128)) >= 0);
            case 5 -> !JsonScan.is(body, from, to, "model") || model(value, after);
            case 6 -> !JsonScan.is(body, from, to, "stream") || stream(value);
            case 8 -> !JsonScan.is(body, from, to, "messages") || messages(value, after);
            case 10 ->
                !JsonScan.is(body, from, to, "max_tokens")
                        || (once(8) && (maxTokens = count(value, after, ChatRequestScanner.MAX_TOKENS)) >= 0);
            case 14 -> !JsonScan.is(body, from, to, "stream_options");
            case 21 ->
                !JsonScan.is(body, from, to, "max_completion_tokens")
                        || (once(16)
                                && (maxCompletionTokens = count(value, after, ChatRequestScanner.MAX_TOKENS)) >= 0);
            default -> true;
        };
    }

    private boolean once(int bit) {
        boolean first = (seen & bit) == 0;
        seen |= bit;
        return first;
    }

    private long count(int value, int after, long most) {
        return Math.min(JsonScan.count(body, value, after), most);
    }

    private boolean model(int value, int after) {
        if (!once(MODEL) || body[value] != '"' || after - value < 3) {
            return false;
        }
        for (int i = value; i < after; i++) {
            if (body[i] < 0 || body[i] == '\\') {
                return false;
            }
        }
        model = new String(body, value + 1, after - value - 2, US_ASCII);
        modelSpan = new Span(value, after);
        return true;
    }

    private boolean stream(int value) {
        stream = body[value] == 't';
        return once(4) && (stream || body[value] == 'f');
    }

    private boolean messages(int value, int after) {
        messages = new Span(value, after);
        return once(MESSAGES) && body[value] == '[' && body[JsonScan.blanks(body, value + 1, after)] != ']';
    }
}
