// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect.bedrock;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.llmops.forge.dialect.AnswerStream;
import dev.llmops.forge.dialect.MalformedAnswerException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * A stream of {@code application/vnd.amazon.eventstream}: messages of a prelude (the message's length, its headers'
 * length, a checksum of both), headers, a payload and a checksum of all before it. Both checksums are checked.
 */
abstract class EventMessages implements AnswerStream {
    static final int MAX_MESSAGE_BYTES = 4 << 20;
    private static final int PRELUDE = 12;
    private static final int SMALLEST = 16;

    private byte[] held = {};
    private int length;

    /**
     * Takes one message.
     *
     * @param type of the event or the exception
     */
    abstract void message(boolean event, String type, byte[] bytes, int from, int to) throws IOException;

    @Override
    public final void feed(ByteBuffer chunk) throws IOException {
        byte[] bytes = chunk.array();
        int from = chunk.arrayOffset() + chunk.position();
        int to = from + chunk.remaining();
        if (length > 0) {
            append(bytes, from, to);
            int taken = messages(held, 0, length);
            System.arraycopy(held, taken, held, 0, length - taken);
            length -= taken;
        } else {
            int taken = messages(bytes, from, to);
            append(bytes, taken, to);
        }
    }

    /** Whether nothing but whole messages has come. */
    final boolean whole() {
        return length == 0;
    }

    /** Takes the whole messages in a range; returns where they end. */
    private int messages(byte[] bytes, int from, int to) throws IOException {
        int at = from;
        while (to - at >= PRELUDE && !over()) {
            ByteBuffer message = ByteBuffer.wrap(bytes, at, to - at);
            int total = message.getInt();
            int headers = message.getInt();
            if (crc(bytes, at, at + 8) != message.getInt()) {
                throw new MalformedAnswerException("a message's prelude does not match its checksum");
            }
            if (total < SMALLEST || total > MAX_MESSAGE_BYTES || headers < 0 || headers > total - SMALLEST) {
                throw new MalformedAnswerException("a message of the stream has an impossible length");
            }
            if (to - at < total) {
                return at;
            }
            int end = at + total;
            if (crc(bytes, at, end - 4) != ByteBuffer.wrap(bytes).getInt(end - 4)) {
                throw new MalformedAnswerException("a message does not match its checksum");
            }
            take(bytes, at + PRELUDE, at + PRELUDE + headers, end - 4);
            at = end;
        }
        return over() ? to : at;
    }

    private void take(byte[] bytes, int headers, int payload, int end) throws IOException {
        String kind = "";
        String type = "";
        int at = headers;
        while (at < payload) {
            int name = at + 1;
            int value = name + (bytes[at] & 0xff);
            if (value >= payload) {
                throw new MalformedAnswerException("a header of a message is cut");
            }
            int size = size(bytes, value, payload);
            if (bytes[value] == 7) {
                String text = new String(bytes, value + 3, size - 3, UTF_8);
                switch (new String(bytes, name, value - name, UTF_8)) {
                    case ":message-type" -> kind = text;
                    case ":event-type", ":exception-type", ":error-code" -> type = text;
                    default -> {}
                }
            }
            at = value + size;
        }
        message(kind.equals("event"), type, bytes, payload, end);
    }

    /** How many bytes a header's value takes, its type included. */
    private static int size(byte[] bytes, int value, int end) throws MalformedAnswerException {
        int size =
                switch (bytes[value]) {
                    case 0, 1 -> 1;
                    case 2 -> 2;
                    case 3 -> 3;
                    case 4 -> 5;
                    case 5, 8 -> 9;
                    case 6, 7 ->
                        value + 3 <= end ? 3 + (((bytes[value + 1] & 0xff) << 8) | (bytes[value + 2] & 0xff)) : -1;
                    case 9 -> 17;
                    default -> -1;
                };
        if (size < 0 || size > end - value) {
            throw new MalformedAnswerException("a header of a message is none");
        }
        return size;
    }

    private void append(byte[] bytes, int from, int to) throws MalformedAnswerException {
        int added = to - from;
        if (length + added > 2 * MAX_MESSAGE_BYTES) {
            throw new MalformedAnswerException("a message is longer than " + MAX_MESSAGE_BYTES + " bytes");
        }
        if (length + added > held.length) {
            held = Arrays.copyOf(held, Math.max(length + added, Math.max(1_024, held.length * 2)));
        }
        System.arraycopy(bytes, from, held, length, added);
        length += added;
    }

    private static int crc(byte[] bytes, int from, int to) {
        CRC32 crc = new CRC32();
        crc.update(bytes, from, to - from);
        return (int) crc.getValue();
    }
}
