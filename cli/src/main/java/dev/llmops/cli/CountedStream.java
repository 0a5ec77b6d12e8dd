// SPDX-License-Identifier: Apache-2.0
package dev.llmops.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/** Tells how many bytes passed, and ends after a number of them. */
final class CountedStream extends FilterInputStream {
    private final long end;
    private final LongConsumer passed;
    private long bytes;

    CountedStream(InputStream in, long end, LongConsumer passed) {
        super(in);
        this.end = end;
        this.passed = passed;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (bytes == end) {
            return -1;
        }
        int read = in.read(buffer, offset, (int) Math.min(length, end - bytes));
        if (read > 0) {
            bytes += read;
            passed.accept(bytes);
        }
        return read;
    }
}
