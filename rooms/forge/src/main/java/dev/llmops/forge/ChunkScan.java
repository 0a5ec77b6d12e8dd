// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * Looks over one {@code chat.completion.chunk} without parsing it: one pass over the bytes that knows strings and
 * nesting, keeps no text and allocates nothing. It finds what decides the frame's fate; what it finds is then parsed.
 */
final class ChunkScan {
    private static final byte[] USAGE = ascii("usage");
    private static final byte[] CHOICES = ascii("choices");
    private static final byte[] ERROR = ascii("error");
    private static final byte[] FINISH_REASON = ascii("finish_reason");
    /** Keys whose string values the model wrote. */
    private static final byte[][] WRITTEN = {
        ascii("content"),
        ascii("text"),
        ascii("arguments"),
        ascii("name"),
        ascii("refusal"),
        ascii("reasoning"),
        ascii("reasoning_content")
    };

    private byte[] bytes = {};
    private int to;
    private boolean whole;
    private boolean usage;
    private boolean noChoices;
    private boolean error;
    private boolean finish;
    private long writtenBytes;

    /** Scans a JSON object in a range of an array; the getters then speak of it. */
    void scan(byte[] array, int from, int end) {
        bytes = array;
        to = end;
        whole = false;
        usage = false;
        noChoices = false;
        error = false;
        finish = false;
        writtenBytes = 0;
        int at = blanks(from);
        if (at < to && bytes[at] == '{') {
            walk(at);
        }
    }

    /** Whether it is one object with as many closing as opening brackets, and nothing but blanks after it. */
    boolean whole() {
        return whole;
    }

    /** Whether a {@code usage} that is not null stands at the top. */
    boolean usage() {
        return usage;
    }

    /** Whether {@code choices} is an empty list. */
    boolean noChoices() {
        return noChoices;
    }

    /** Whether an {@code error} that is not null stands at the top. */
    boolean error() {
        return error;
    }

    /** Whether a choice says why it finished. */
    boolean finish() {
        return finish;
    }

    /** Bytes of text, reasoning and tool arguments in it, as escaped. */
    long writtenBytes() {
        return writtenBytes;
    }

    private void walk(int start) {
        int depth = 0;
        for (int i = start; i < to; i++) {
            switch (bytes[i]) {
                case '"' -> i = string(i, depth);
                case '{', '[' -> depth++;
                case '}', ']' -> {
                    if (--depth == 0) {
                        whole = blanks(i + 1) == to;
                        return;
                    }
                }
                default -> {}
            }
        }
    }

    /** Handles a string and, when it is a key, looks at its value; returns where the string ends. */
    private int string(int open, int depth) {
        int close = closingQuote(open + 1);
        int colon = blanks(close + 1);
        if (colon < to && bytes[colon] == ':') {
            int value = blanks(colon + 1);
            if (value < to) {
                key(open + 1, close, depth, value);
            }
        }
        return close;
    }

    private void key(int from, int end, int depth, int value) {
        if (depth == 1) {
            if (is(USAGE, from, end)) {
                usage = bytes[value] == '{';
            } else if (is(CHOICES, from, end)) {
                int first = blanks(value + 1);
                noChoices = bytes[value] == '[' && first < to && bytes[first] == ']';
            } else if (is(ERROR, from, end)) {
                error = bytes[value] != 'n';
            }
        } else if (depth >= 3 && bytes[value] == '"') {
            if (is(FINISH_REASON, from, end)) {
                finish = true;
            } else if (written(from, end)) {
                writtenBytes += closingQuote(value + 1) - value - 1;
            }
        }
    }

    private boolean written(int from, int end) {
        for (byte[] key : WRITTEN) {
            if (is(key, from, end)) {
                return true;
            }
        }
        return false;
    }

    private boolean is(byte[] key, int from, int end) {
        if (end - from != key.length) {
            return false;
        }
        for (int i = 0; i < key.length; i++) {
            if (bytes[from + i] != key[i]) {
                return false;
            }
        }
        return true;
    }

    private int closingQuote(int from) {
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (b == '"') {
                return i;
            }
            if (b == '\\') {
                i++;
            }
        }
        return to;
    }

    private int blanks(int from) {
        int i = from;
        while (i < to && (bytes[i] == ' ' || bytes[i] == '\n' || bytes[i] == '\r' || bytes[i] == '\t')) {
            i++;
        }
        return i;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
