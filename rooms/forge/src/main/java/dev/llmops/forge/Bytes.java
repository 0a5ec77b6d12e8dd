// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.List;

/** Views between Vert.x buffers and NIO buffers, without copying. */
final class Bytes {
    static final ByteBuffer NONE = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private Bytes() {}

    /** A view of what was received. Vert.x hands out unpooled heap buffers, which stay valid for good. */
    @SuppressWarnings("deprecation") // the only way to the bytes without a copy in Vert.x 4
    static ByteBuffer view(Buffer buffer) {
        ByteBuf bytes = buffer.getByteBuf();
        if (bytes.hasArray()) {
            return ByteBuffer.wrap(bytes.array(), bytes.arrayOffset() + bytes.readerIndex(), bytes.readableBytes());
        }
        return ByteBuffer.wrap(buffer.getBytes());
    }

    /** A buffer to send; the source keeps its position, so the same request can be sent again. */
    @SuppressWarnings("deprecation") // as above
    static Buffer toSend(ByteBuffer bytes) {
        return Buffer.buffer(Unpooled.wrappedBuffer(bytes));
    }

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
