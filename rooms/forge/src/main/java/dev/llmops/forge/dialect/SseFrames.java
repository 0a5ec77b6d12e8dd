// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A stream of server-sent events, split at their borders. */
public abstract class SseFrames implements AnswerStream {
    /** A frame longer than this is taken for a fault. */
    public static final int MAX_FRAME_BYTES = 4 << 20;

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
        int data = SseLines.dataStart(bytes, from, to);
        if (data >= 0) {
            int end = SseLines.lineEnd(bytes, data, to);
            if (end < to && SseLines.dataStart(bytes, end + 1, to) >= 0) {
                byte[] joined = SseLines.joinedData(bytes, data, to);
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
}
