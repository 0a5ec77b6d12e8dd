// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.log;

import dev.llmops.contracts.analytics.IngestLog;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * A record on disk: unsigned 32-bit length, CRC-32C, payload; little endian. The checksum covers length and payload, so
 * that a hole of zeros is no record.
 */
final class Frame {
    static final int HEADER_BYTES = 8;
    static final int MAX_BYTES = HEADER_BYTES + IngestLog.MAX_RECORD_BYTES;

    private Frame() {}

    /** Appends one frame to the target; the record's position is left as it was. */
    static void put(ByteBuffer target, ByteBuffer payload) {
        int length = checkedLength(payload);
        int position = payload.position();
        target.order(ByteOrder.LITTLE_ENDIAN);
        int start = target.position();
        target.putInt(length).putInt(0);
        target.put(payload);
        payload.position(position);
        target.putInt(start + 4, checksum(target, start, length));
    }

    static int checkedLength(ByteBuffer payload) {
        int length = payload.remaining();
        if (length == 0 || length > IngestLog.MAX_RECORD_BYTES) {
            throw new IllegalArgumentException(
                    "a record of " + length + " bytes (expected: 1 to " + IngestLog.MAX_RECORD_BYTES + ")");
        }
        return length;
    }

    /**
     * Looks at the frame that begins at the source's position.
     *
     * @return the payload's length; {@link #INCOMPLETE} when bytes are missing; {@link #BROKEN} when it is none
     */
    static int peek(ByteBuffer source) {
        source.order(ByteOrder.LITTLE_ENDIAN);
        if (source.remaining() < HEADER_BYTES) {
            return INCOMPLETE;
        }
        int start = source.position();
        int length = source.getInt(start);
        if (length <= 0 || length > IngestLog.MAX_RECORD_BYTES) {
            return BROKEN;
        }
        if (source.remaining() < HEADER_BYTES + length) {
            return INCOMPLETE;
        }
        return checksum(source, start, length) == source.getInt(start + 4) ? length : BROKEN;
    }

    static final int INCOMPLETE = -1;
    static final int BROKEN = -2;

    private static int checksum(ByteBuffer frame, int start, int length) {
        CRC32C crc = new CRC32C();
        crc.update(frame.slice(start, 4));
        crc.update(frame.slice(start + HEADER_BYTES, length));
        return (int) crc.getValue();
    }
}
