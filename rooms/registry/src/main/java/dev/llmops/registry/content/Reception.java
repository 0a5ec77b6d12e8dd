// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.content;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes a body into a file while it arrives, through one buffer. Every 64 MiB, and at the end, the file is synced and
 * only then the new offset is noted: what was noted survives the loss of power.
 */
final class Reception {
    static final long STEP_BYTES = 64L << 20;
    private static final int BUFFER_BYTES = 256 << 10;
    private static final long SLOW_AFTER_NANOS = 30_000_000_000L;
    private static final long SLOW_BYTES = 32 << 10;

    /** Why no more was taken. */
    enum End {
        /** The body ended. */
        BODY,
        /** The body went on past the end that was declared, or past the largest object. */
        OVERRUN,
        QUOTA,
        DISK_FULL,
        /** The sender went away. */
        CUT,
        SLOW
    }

    /** What the use case knows and decides. */
    interface Ledger {
        /** The offset that the quota allows, at most the asked one. */
        long allow(long offset);

        /** The file holds these bytes for certain. */
        void durable(long offset);

        boolean diskHasRoom();
    }

    private final FileChannel file;
    private final @Nullable ContentHash hash;
    private final Ledger ledger;
    private final LongSupplier nanos;
    private final long end;
    private long offset;
    private long durable;
    private long allowed;

    /**
     * @param file stands at the offset
     * @param hash has seen the bytes before it
     * @param end the offset that no byte may pass
     */
    Reception(FileChannel file, @Nullable ContentHash hash, Ledger ledger, long offset, long end, LongSupplier nanos) {
        this.file = file;
        this.hash = hash;
        this.ledger = ledger;
        this.offset = offset;
        this.durable = offset;
        this.allowed = offset;
        this.end = end;
        this.nanos = nanos;
    }

    long offset() {
        return offset;
    }

    End take(InputStream body) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        Pace pace = new Pace(nanos.getAsLong());
        End ended = null;
        while (ended == null) {
            Filled filled = fill(body, buffer, pace);
            ended = store(buffer, filled.bytes());
            if (ended == null) {
                ended = filled.end();
            }
            if (ended == null && offset - durable >= STEP_BYTES) {
                sync();
                ended = ledger.diskHasRoom() ? null : End.DISK_FULL;
            }
        }
        sync();
        return ended;
    }

    private record Filled(int bytes, @Nullable End end) {}

    private Filled fill(InputStream body, byte[] buffer, Pace pace) {
        int filled = 0;
        try {
            while (filled < buffer.length) {
                int read = body.read(buffer, filled, buffer.length - filled);
                if (read < 0) {
                    return new Filled(filled, End.BODY);
                }
                filled += read;
                if (pace.isSlow(read, nanos.getAsLong())) {
                    return new Filled(filled, End.SLOW);
                }
            }
            return new Filled(filled, null);
        } catch (IOException e) {
            return new Filled(filled, End.CUT);
        }
    }

    private @Nullable End store(byte[] buffer, int filled) throws IOException {
        long wanted = Math.min(offset + filled, end);
        if (wanted > allowed) {
            allowed = ledger.allow(wanted);
        }
        int taken = (int) (Math.min(wanted, allowed) - offset);
        try {
            ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, taken);
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        } catch (IOException e) {
            if (DiskRoom.isFull(e)) {
                return End.DISK_FULL;
            }
            throw e;
        }
        if (hash != null) {
            hash.update(buffer, 0, taken);
        }
        offset += taken;
        if (taken == filled) {
            return null;
        }
        return offset == end ? End.OVERRUN : End.QUOTA;
    }

    private void sync() throws IOException {
        if (offset > durable) {
            file.force(false);
            ledger.durable(offset);
            durable = offset;
        }
    }

    /** Notices a sender that keeps a place without using it. */
    private static final class Pace {
        private long since;
        private long bytes;

        Pace(long now) {
            this.since = now;
        }

        boolean isSlow(int read, long now) {
            bytes += read;
            if (now - since < SLOW_AFTER_NANOS) {
                return false;
            }
            boolean slow = bytes < SLOW_BYTES;
            since = now;
            bytes = 0;
            return slow;
        }
    }
}
