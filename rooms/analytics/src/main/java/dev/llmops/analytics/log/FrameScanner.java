// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.log;

import static java.nio.file.StandardOpenOption.READ;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Walks the frames of one file through a buffer that holds at least one of any size. */
final class FrameScanner implements Closeable {
    private static final int BUFFER_BYTES = 512 * 1024;

    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES).limit(0);
    private long bufferEnd;
    private ByteBuffer payload = ByteBuffer.allocate(0);

    FrameScanner(Path file, long position) throws IOException {
        this.channel = FileChannel.open(file, READ);
        this.bufferEnd = position;
    }

    enum Found {
        RECORD,
        /** Fewer bytes than a whole record before the limit. */
        END,
        /** Bytes that are no record. */
        BROKEN
    }

    /**
     * Moves over the next record.
     *
     * @param limit bytes of the file at and beyond it are not looked at
     */
    Found next(long limit) throws IOException {
        int length = Frame.peek(buffer);
        if (length == Frame.INCOMPLETE) {
            fill(limit);
            length = Frame.peek(buffer);
        }
        if (length == Frame.INCOMPLETE) {
            return Found.END;
        }
        if (length == Frame.BROKEN) {
            return Found.BROKEN;
        }
        int start = buffer.position();
        payload = buffer.slice(start + Frame.HEADER_BYTES, length);
        buffer.position(start + Frame.HEADER_BYTES + length);
        return Found.RECORD;
    }

    private void fill(long limit) throws IOException {
        buffer.compact();
        long room = limit - bufferEnd;
        if (room < buffer.remaining()) {
            buffer.limit((int) (buffer.position() + Math.max(0, room)));
        }
        while (buffer.hasRemaining()) {
            int read = channel.read(buffer, bufferEnd);
            if (read <= 0) {
                break;
            }
            bufferEnd += read;
        }
        buffer.flip();
    }

    /** The record last moved over; valid until the next call. */
    ByteBuffer payload() {
        return payload;
    }

    /** Where the next record begins in the file. */
    long position() {
        return bufferEnd - buffer.remaining();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
