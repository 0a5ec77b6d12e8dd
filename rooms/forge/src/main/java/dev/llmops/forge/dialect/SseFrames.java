// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A stream of server-sent events, split at their borders. */
public abstract class SseFrames implements AnswerStream {
    /** A frame longer than this is taken for a fault. */
    public static final int MAX_FRAME_BYTES = 4 << 20;

    private static final byte[] DATA = {'d', 'a', 't', 'a', ':'};

    private final @Nullable RawFrames raw;
    private byte[] partial = {};
    private int partialLength;
    private int lineLength;
    private boolean over;

    protected SseFrames(@Nullable RawFrames raw) {
        this.raw = raw;
    }

    /**
     * Takes the data of one event.
     *
     * @return whether it was the last of all
     */
    protected abstract boolean event(byte[] bytes, int from, int to) throws IOException;

    /** Whether the stream may end here. */
    protected abstract boolean finished();

    @Override
    public final void feed(ByteBuffer chunk) throws IOException {
        byte[] bytes = chunk.array();
        int from = chunk.arrayOffset() + chunk.position();
        int to = from + chunk.remaining();
        int frame = from;
        for (int i = from; i < to && !over; i++) {
            if (bytes[i] != '\n') {
                lineLength += bytes[i] == '\r' ? 0 : 1;
            } else if (lineLength > 0) {
                lineLength = 0;
            } else {
                if (partialLength > 0) {
                    append(bytes, frame, i + 1);
                    takePartial();
                } else {
                    frame(bytes, frame, i + 1);
                }
                frame = i + 1;
            }
        }
        if (!over) {
            append(bytes, frame, to);
        }
    }

    @Override
    public final boolean over() {
        return over;
    }

    @Override
    public final boolean finish() throws IOException {
        if (!over && partialLength > 0) {
            takePartial();
        }
        return over || finished();
    }

    private void takePartial() throws IOException {
        byte[] bytes = Arrays.copyOf(partial, partialLength);
        partialLength = 0;
        frame(bytes, 0, bytes.length);
    }

    private void frame(byte[] bytes, int from, int to) throws IOException {
        int data = dataStart(bytes, from, to);
        if (data >= 0) {
            int end = lineEnd(bytes, data, to);
            if (end < to && dataStart(bytes, end + 1, to) >= 0) {
                byte[] joined = joined(bytes, data, to);
                over = event(joined, 0, joined.length);
            } else {
                over = event(bytes, data, end);
            }
        }
        if (raw != null) {
            raw.frame(bytes, from, to, over);
        }
    }

    private void append(byte[] bytes, int from, int to) throws IOException {
        int added = to - from;
        if (partialLength + added > MAX_FRAME_BYTES) {
            throw new MalformedAnswerException("a frame of the stream is longer than " + MAX_FRAME_BYTES + " bytes");
        }
        if (partialLength + added > partial.length) {
            partial = Arrays.copyOf(partial, Math.max(partialLength + added, Math.max(1_024, partial.length * 2)));
        }
        System.arraycopy(bytes, from, partial, partialLength, added);
        partialLength += added;
    }

    /** Where the value of the first {@code data} line begins; −1 when the frame has none. */
    private static int dataStart(byte[] bytes, int from, int to) {
        int line = from;
        while (line < to) {
            if (to - line >= DATA.length
                    && Arrays.mismatch(bytes, line, line + DATA.length, DATA, 0, DATA.length) < 0) {
                int value = line + DATA.length;
                return value < to && bytes[value] == ' ' ? value + 1 : value;
            }
            line = lineEnd(bytes, line, to) + 1;
        }
        return -1;
    }

    private static int lineEnd(byte[] bytes, int from, int to) {
        int end = from;
        while (end < to && bytes[end] != '\n') {
            end++;
        }
        return end;
    }

    private static byte[] joined(byte[] bytes, int data, int to) {
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
