// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.buffer.impl.BufferImpl;
import java.nio.ByteBuffer;
import java.util.List;

/** NIO buffers as Vert.x writes them, without a copy. */
final class Buffers {
    private Buffers() {}

    static Buffer of(ByteBuffer bytes) {
        return BufferImpl.buffer(Unpooled.wrappedBuffer(bytes));
    }

    static Buffer of(List<ByteBuffer> parts) {
        return parts.size() == 1
                ? of(parts.getFirst())
                : BufferImpl.buffer(Unpooled.wrappedBuffer(parts.toArray(ByteBuffer[]::new)));
    }
}
