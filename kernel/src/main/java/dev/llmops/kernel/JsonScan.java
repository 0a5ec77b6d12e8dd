// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kernel;

/**
 * Passes over JSON in a byte array without allocating anything. It is strict, and it may be in doubt: then it answers
 * {@link #DOUBT}, and a full parser is to be asked what it thinks of the text. What it does pass over is JSON.
 */
public final class JsonScan {
    /** Not JSON, or more unusual than is decided here: deep nesting, very long names or numbers. */
    public static final int DOUBT = -1;

    private static final int MAX_DEPTH = 100;
    private static final int MAX_NUMBER = 100;
    private static final int MAX_NAME = 1_000;

    private JsonScan() {}

    /** The first place at or after {@code at} that is no white space; {@code end} when there is none. */
    public static int blanks(byte[] text, int at, int end) {
        int i = at;
        while (i < end && (text[i] == ' ' || text[i] == '\n' || text[i] == '\r' || text[i] == '\t')) {
            i++;
        }
        return i;
    }

    /** Where the value that begins at a place ends. */
    public static int value(byte[] text, int at, int end) {
        return value(text, at, end, 0);
    }

    private static int value(byte[] text, int at, int end, int depth) {
        if (at >= end || depth > MAX_DEPTH) {
            return DOUBT;
        }
        return switch (text[at]) {
            case '"' -> string(text, at, end);
            case '{' -> object(text, at, end, depth);
            case '[' -> array(text, at, end, depth);
            case 't' -> word(text, at, end, "true");
            case 'f' -> word(text, at, end, "false");
            case 'n' -> word(text, at, end, "null");
            default -> number(text, at, end);
        };
    }

    private static int object(byte[] text, int open, int end, int depth) {
        int at = blanks(text, open + 1, end);
        if (at < end && text[at] == '}') {
            return at + 1;
        }
        while (at < end) {
            at = name(text, at, end);
            at = at == DOUBT ? DOUBT : value(text, at, end, depth + 1);
            if (at == DOUBT) {
                return DOUBT;
            }
            at = blanks(text, at, end);
            if (at < end && text[at] == '}') {
                return at + 1;
            }
            if (at >= end || text[at] != ',') {
                return DOUBT;
            }
            at = blanks(text, at + 1, end);
        }
        return DOUBT;
    }

    /** Where the value of the member begins whose name begins at a place. */
    public static int name(byte[] text, int at, int end) {
        int close = string(text, at, end);
        if (close == DOUBT || close - at > MAX_NAME) {
            return DOUBT;
        }
        int colon = blanks(text, close, end);
        return colon < end && text[colon] == ':' ? blanks(text, colon + 1, end) : DOUBT;
    }

    private static int array(byte[] text, int open, int end, int depth) {
        int at = blanks(text, open + 1, end);
        if (at < end && text[at] == ']') {
            return at + 1;
        }
        while (at < end) {
            at = value(text, at, end, depth + 1);
            if (at == DOUBT) {
                return DOUBT;
            }
            at = blanks(text, at, end);
            if (at < end && text[at] == ']') {
                return at + 1;
            }
            if (at >= end || text[at] != ',') {
                return DOUBT;
            }
            at = blanks(text, at + 1, end);
        }
        return DOUBT;
    }

    /** Where the string ends that begins with the quotation mark at a place. */
    public static int string(byte[] text, int open, int end) {
        if (open >= end || text[open] != '"') {
            return DOUBT;
        }
        int i = open + 1;
        while (i < end) {
            int b = text[i];
            if (b == '"') {
                return i + 1;
            }
            if (b >= ' ' && b != '\\') {
                i++;
                continue;
            }
            i = b == '\\' ? escape(text, i, end) : sequence(text, i, end);
            if (i == DOUBT) {
                return DOUBT;
            }
        }
        return DOUBT;
    }

    private static int escape(byte[] text, int at, int end) {
        if (at + 1 >= end) {
            return DOUBT;
        }
        return switch (text[at + 1]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at + 2;
            case 'u' -> {
                for (int i = at + 2; i < at + 6; i++) {
                    if (i >= end || Character.digit(text[i], 16) < 0) {
                        yield DOUBT;
                    }
                }
                yield at + 6;
            }
            default -> DOUBT;
        };
    }

    /** Passes over a character of more than one byte; anything else, such as a control character, is in doubt. */
    private static int sequence(byte[] text, int at, int end) {
        int lead = text[at] & 0xFF;
        int more =
                lead >= 0xC2 && lead < 0xE0 ? 1 : lead >= 0xE0 && lead < 0xF0 ? 2 : lead >= 0xF0 && lead < 0xF5 ? 3 : 0;
        if (more == 0 || at + more >= end) {
            return DOUBT;
        }
        for (int i = at + 1; i <= at + more; i++) {
            if ((text[i] & 0xC0) != 0x80) {
                return DOUBT;
            }
        }
        return at + more + 1;
    }

    private static int number(byte[] text, int at, int end) {
        int i = text[at] == '-' ? at + 1 : at;
        if (i < end && text[i] == '0') {
            i++;
        } else {
            i = digits(text, i, end);
        }
        if (i != DOUBT && i < end && text[i] == '.') {
            i = digits(text, i + 1, end);
        }
        if (i != DOUBT && i < end && (text[i] == 'e' || text[i] == 'E')) {
            boolean signed = i + 1 < end && (text[i + 1] == '+' || text[i + 1] == '-');
            i = digits(text, signed ? i + 2 : i + 1, end);
        }
        return i == DOUBT || i - at > MAX_NUMBER ? DOUBT : i;
    }

    /** At least one. */
    private static int digits(byte[] text, int at, int end) {
        int i = at;
        while (i < end && text[i] >= '0' && text[i] <= '9') {
            i++;
        }
        return i > at ? i : DOUBT;
    }

    /** The whole number of one to twelve digits in a range; {@link #DOUBT} when it is anything else. */
    public static long count(byte[] text, int at, int end) {
        int length = end - at;
        if (length < 1 || length > 12 || (text[at] == '0' && length > 1)) {
            return DOUBT;
        }
        long value = 0;
        for (int i = at; i < end; i++) {
            if (text[i] < '0' || text[i] > '9') {
                return DOUBT;
            }
            value = 10 * value + text[i] - '0';
        }
        return value;
    }

    private static int word(byte[] text, int at, int end, String word) {
        return is(text, at, Math.min(end, at + word.length()), word) ? at + word.length() : DOUBT;
    }

    /** Whether a range of the text holds exactly this ASCII. */
    public static boolean is(byte[] text, int from, int to, String ascii) {
        if (to - from != ascii.length()) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (text[from + i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
