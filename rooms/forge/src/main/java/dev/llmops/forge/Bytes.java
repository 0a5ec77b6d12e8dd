// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import java.nio.ByteBuffer;
import java.util.List;

/** Parts of an answer. */
final class Bytes {
    static final byte[] EMPTY = {};
    static final ByteBuffer NONE = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private Bytes() {}

    static ByteBuffer join(List<ByteBuffer> parts, int total) {
        if (parts.size() == 1) {
            return parts.getFirst();
        }
        ByteBuffer whole = ByteBuffer.allocate(total);
        for (ByteBuffer part : parts) {
            whole.put(part.duplicate());
        }
        return whole.flip();
    }
}
