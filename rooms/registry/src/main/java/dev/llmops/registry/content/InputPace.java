// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.content;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.locks.LockSupport;

/**
 * How fast background work reads, so that the foreground keeps the disk.
 *
 * @param bytesPerSecond on average over a stream
 */
record InputPace(long bytesPerSecond) {
    static final InputPace UNLIMITED = new InputPace(Long.MAX_VALUE);

    InputStream pace(InputStream in) {
        return bytesPerSecond == Long.MAX_VALUE ? in : new Paced(in, bytesPerSecond);
    }

    private static final class Paced extends FilterInputStream {
        private final long bytesPerSecond;
        private final long startedNanos = System.nanoTime();
        private long bytes;

        Paced(InputStream in, long bytesPerSecond) {
            super(in);
            this.bytesPerSecond = bytesPerSecond;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (Thread.interrupted()) {
                throw new InterruptedIOException("the work was stopped");
            }
            int read = in.read(buffer, offset, length);
            bytes += Math.max(0, read);
            long due = (long) (bytes * 1e9 / bytesPerSecond);
            long early = due - (System.nanoTime() - startedNanos);
            if (early > 1_000_000) {
                LockSupport.parkNanos(early);
            }
            return read;
        }
    }
}
