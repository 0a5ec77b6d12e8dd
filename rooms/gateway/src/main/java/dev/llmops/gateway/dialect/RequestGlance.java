// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.dialect;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.llmops.gateway.dialect.ClientRequest.Span;
import dev.llmops.kernel.JsonScan;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bodies that nearly every call has in one pass over the bytes, without a parser. Whatever
 * is wrong, or merely unusual, it leaves to {@link RequestScanner}, which alone refuses; where it does answer, the
 * two agree.
 */
final class RequestGlance {
    private static final int MODEL = 1;
    private static final int PROMPT = 2;

    private final RequestForm form;
    private final byte[] body;
    private int seen;
    private String model = "";
    private Span modelSpan = RequestScanner.NOWHERE;
    private Span prompt = RequestScanner.NOWHERE;
    private Span instructions = RequestScanner.NOWHERE;
    private boolean stream;
    private long allowed;
    private long choices;

    private RequestGlance(RequestForm form, byte[] body) {
        this.form = form;
        this.body = body;
    }

    /** Null when the scanner must be asked. */
    static @Nullable ClientRequest at(RequestForm form, byte[] body) {
        return new RequestGlance(form, body).read();
    }

    private @Nullable ClientRequest read() {
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
        return whole && (seen & (MODEL | PROMPT)) == (MODEL | PROMPT) ? request(start) : null;
    }

    private ClientRequest request(int start) {
        return new ClientRequest(
                model,
                modelSpan,
                stream,
                start,
                form.input(body, prompt, instructions),
                form.output(allowed, choices),
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
        if (JsonScan.is(body, from, to, form.prompt())) {
            return prompt(value, after);
        }
        return switch (to - from) {
            case 1 -> !JsonScan.is(body, from, to, "n") || (once(32) && (choices = count(value, after, 128)) >= 0);
            case 5 -> !JsonScan.is(body, from, to, "model") || model(value, after);
            case 6 -> !JsonScan.is(body, from, to, "stream") || !form.streams() || stream(value);
            case 10 -> !JsonScan.is(body, from, to, "max_tokens") || allowed(8, value, after);
            case 12 -> !JsonScan.is(body, from, to, "instructions") || instructions(value, after);
            case 14 -> !JsonScan.is(body, from, to, "stream_options");
            case 17 -> !JsonScan.is(body, from, to, "max_output_tokens") || allowed(64, value, after);
            case 21 -> !JsonScan.is(body, from, to, "max_completion_tokens") || allowed(16, value, after);
            default -> true;
        };
    }

    private boolean allowed(int bit, int value, int after) {
        long count = count(value, after, RequestForm.MAX_TOKENS);
        allowed = Math.max(allowed, count);
        return once(bit) && count >= 0;
    }

    private boolean instructions(int value, int after) {
        instructions = form.readsInstructions() ? new Span(value, after) : instructions;
        return !form.readsInstructions() || (once(128) && body[value] == '"');
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

    private boolean prompt(int value, int after) {
        prompt = new Span(value, after);
        boolean list = body[value] == '[' && body[JsonScan.blanks(body, value + 1, after)] != ']';
        return once(PROMPT) && (list || (form.promptMayBeText() && body[value] == '"' && after - value > 2));
    }
}
