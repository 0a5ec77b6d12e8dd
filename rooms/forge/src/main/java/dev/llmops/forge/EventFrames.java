// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.forge.dialect.SseLines;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Splits an upstream's server-sent events at their borders, wherever the network cut them, and decides on each: pass it
 * on, withhold it (a final frame that only carries usage, when nobody asked for it), or hold it back as the last one
 * ({@code data: [DONE]}). Frames that lie whole in a chunk are passed as views of it; only a frame across chunks is
 * copied. Not thread-safe; one per call.
 */
final class EventFrames {
    /** A frame longer than this is taken for a fault. */
    static final int MAX_FRAME_BYTES = 4 << 20;

    /** Where frames go. */
    interface Output {
        void pass(ByteBuffer frames);

        /** {@code data: [DONE]} came; nothing follows. */
        void done(ByteBuffer last);

        /** The stream is not what it should be; nothing follows. */
        void fault(String reason);
    }

    private static final byte[] DONE = {'[', 'D', 'O', 'N', 'E', ']'};

    private final Output output;
    private final boolean passUsage;
    private final ChunkScan scan = new ChunkScan();
    private byte[] partial = {};
    private int partialLength;
    private int lineLength;
    private boolean over;
    private boolean finishSeen;
    private long writtenBytes;
    private @Nullable TokenUsage usage;

    EventFrames(boolean passUsage, Output output) {
        this.passUsage = passUsage;
        this.output = output;
    }

    /** Takes the next bytes, which must be backed by an array that nobody changes. */
    void feed(ByteBuffer chunk) {
        byte[] bytes = chunk.array();
        int from = chunk.arrayOffset() + chunk.position();
        int to = from + chunk.remaining();
        int run = from;
        int frame = from;
        for (int i = from; i < to && !over; i++) {
            byte b = bytes[i];
            if (b != '\n') {
                lineLength += b == '\r' ? 0 : 1;
            } else if (lineLength > 0) {
                lineLength = 0;
            } else {
                int next = i + 1;
                if (partialLength > 0) {
                    append(bytes, frame, next);
                    judgePartial();
                    run = next;
                } else {
                    run = judge(bytes, run, frame, next);
                }
                frame = next;
            }
        }
        if (!over) {
            pass(bytes, run, frame);
            append(bytes, frame, to);
        }
    }

    /** The upstream ended. True when that was a proper end; otherwise the stream was cut. */
    boolean finish() {
        if (!over && partialLength > 0 && wholeWithoutBlankLine()) {
            judgePartial();
        }
        return over || (partialLength == 0 && finishSeen);
    }

    /** Whether the model has written anything or used anything yet. */
    boolean used() {
        return usage != null || writtenBytes > 0 || finishSeen;
    }

    /** What the upstream said it used; null when it said nothing so far. */
    @Nullable
    TokenUsage usage() {
        return usage;
    }

    /** A rough count of the tokens written so far: one for every four bytes. */
    long estimatedOutput() {
        return Math.ceilDiv(writtenBytes, 4);
    }

    private boolean wholeWithoutBlankLine() {
        int data = SseLines.dataStart(partial, 0, partialLength);
        if (data < 0 || isDone(partial, data, partialLength)) {
            return true;
        }
        scanData(partial, data, partialLength);
        return scan.whole();
    }

    private void judgePartial() {
        if (over) {
            return;
        }
        byte[] bytes = Arrays.copyOf(partial, partialLength);
        partialLength = 0;
        int rest = judge(bytes, 0, 0, bytes.length);
        if (!over) {
            pass(bytes, rest, bytes.length);
        }
    }

    /** Decides on the frame; returns where the run of frames to pass together begins after it. */
    private int judge(byte[] bytes, int run, int frame, int next) {
        int data = SseLines.dataStart(bytes, frame, next);
        if (data < 0) {
            return run;
        }
        if (isDone(bytes, data, next)) {
            pass(bytes, run, frame);
            over = true;
            output.done(ByteBuffer.wrap(bytes, frame, next - frame));
            return next;
        }
        ByteBuffer json = scanData(bytes, data, next);
        if (!scan.whole() || scan.error()) {
            pass(bytes, run, frame);
            fault(scan.whole() ? "the upstream reported an error in the stream" : "a frame of the stream is not JSON");
            return next;
        }
        finishSeen |= scan.finish();
        writtenBytes += scan.writtenBytes();
        if (scan.usage()) {
            readUsage(json);
            if (scan.noChoices() && !passUsage) {
                pass(bytes, run, frame);
                return next;
            }
        }
        return run;
    }

    /** Scans the frame's data and returns it: as it lies when it is one line, joined when there are several. */
    private ByteBuffer scanData(byte[] bytes, int data, int to) {
        int end = SseLines.lineEnd(bytes, data, to);
        if (end < to && SseLines.dataStart(bytes, end + 1, to) >= 0) {
            byte[] joined = SseLines.joinedData(bytes, data, to);
            scan.scan(joined, 0, joined.length);
            return ByteBuffer.wrap(joined);
        }
        scan.scan(bytes, data, end);
        return ByteBuffer.wrap(bytes, data, end - data);
    }

    private void readUsage(ByteBuffer json) {
        UsageReader.Answer answer = UsageReader.read(json);
        if (answer != null && answer.usage() != null) {
            usage = answer.usage();
        }
    }

    private void fault(String reason) {
        over = true;
        output.fault(reason);
    }

    private void pass(byte[] bytes, int from, int to) {
        if (to > from) {
            output.pass(ByteBuffer.wrap(bytes, from, to - from));
        }
    }

    private void append(byte[] bytes, int from, int to) {
        int added = to - from;
        if (partialLength + added > MAX_FRAME_BYTES) {
            fault("a frame of the stream is longer than " + MAX_FRAME_BYTES + " bytes");
            return;
        }
        if (partialLength + added > partial.length) {
            partial = Arrays.copyOf(partial, Math.max(partialLength + added, Math.max(1024, partial.length * 2)));
        }
        System.arraycopy(bytes, from, partial, partialLength, added);
        partialLength += added;
    }

    private static boolean isDone(byte[] bytes, int data, int to) {
        return SseLines.startsWith(bytes, data, to, DONE);
    }
}
