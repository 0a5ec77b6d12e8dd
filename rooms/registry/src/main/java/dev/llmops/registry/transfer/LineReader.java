// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.transfer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Lines of a stream and where they end. A line that is too long is passed over without being kept. */
final class LineReader implements AutoCloseable {
    static final int MAX_LINE_BYTES = 1 << 20;
    private static final int BUFFER_BYTES = 1 << 16;

    private final InputStream stream;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int start;
    private int end;
    private long position;

    /** @param position where the stream goes on: it is skipped up to there */
    LineReader(InputStream stream, long position) throws IOException {
        this.stream = stream;
        stream.skipNBytes(position);
        this.position = position;
    }

    /** One line without its end. */
    static final class Read {
        private final byte @Nullable [] bytes;

        Read(byte @Nullable [] bytes) {
            this.bytes = bytes;
        }

        /** Null when it is longer than 1 MiB. */
        byte @Nullable [] bytes() {
            return bytes;
        }

        boolean isBlank() {
            return bytes != null && new String(bytes, ISO_8859_1).isBlank();
        }
    }

    /** The next line, or null at the end. The last one needs no line feed. */
    @Nullable
    Read next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(1_024);
        boolean tooLong = false;
        boolean any = false;
        while (fill()) {
            any = true;
            int feed = start;
            while (feed < end && buffer[feed] != '\n') {
                feed++;
            }
            tooLong |= line.size() + (feed - start) > MAX_LINE_BYTES;
            if (!tooLong) {
                line.write(buffer, start, feed - start);
            }
            boolean complete = feed < end;
            position += feed - start + (complete ? 1 : 0);
            start = complete ? feed + 1 : feed;
            if (complete) {
                break;
            }
        }
        return any ? new Read(tooLong ? null : line.toByteArray()) : null;
    }

    private boolean fill() throws IOException {
        if (start < end) {
            return true;
        }
        start = 0;
        end = Math.max(0, stream.read(buffer));
        return end > 0;
    }

    /** Bytes up to and with the line read last. */
    long position() {
        return position;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
