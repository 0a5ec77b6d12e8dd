// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Where the lines of one server-sent event lie. Offsets count in the array; ends are exclusive. */
public final class SseLines {
    private static final byte[] DATA = {'d', 'a', 't', 'a', ':'};

    private SseLines() {}

    /** Where the value of the first {@code data} line begins; −1 when there is none. */
    public static int dataStart(byte[] bytes, int from, int to) {
        int line = from;
        while (line < to) {
            if (startsWith(bytes, line, to, DATA)) {
                int value = line + DATA.length;
                return value < to && bytes[value] == ' ' ? value + 1 : value;
            }
            line = lineEnd(bytes, line, to) + 1;
        }
        return -1;
    }

    public static int lineEnd(byte[] bytes, int from, int to) {
        int end = from;
        while (end < to && bytes[end] != '\n') {
            end++;
        }
        return end;
    }

    public static boolean startsWith(byte[] bytes, int from, int to, byte[] prefix) {
        return to - from >= prefix.length
                && Arrays.mismatch(bytes, from, from + prefix.length, prefix, 0, prefix.length) < 0;
    }

    /**
     * The value of all {@code data} lines, as the specification joins them.
     *
     * @param data where the value of the first begins
     */
    public static byte[] joinedData(byte[] bytes, int data, int to) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream(to - data);
        int from = data;
        while (from >= 0 && from < to) {
            int end = lineEnd(bytes, from, to);
            joined.write(bytes, from, end - from);
            joined.write('\n');
            from = end < to ? dataStart(bytes, end + 1, to) : -1;
        }
        return joined.toByteArray();
    }
}
