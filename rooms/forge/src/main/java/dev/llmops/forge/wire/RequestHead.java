// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Map;

/** The fixed part of every request to one target, as bytes; a call adds its id, its length and its body. */
public final class RequestHead {
    private static final byte[] CALL_ID = "x-request-id: ".getBytes(US_ASCII);
    private static final byte[] LENGTH = "\r\ncontent-length: ".getBytes(US_ASCII);
    private static final byte[] END = "\r\n\r\n".getBytes(US_ASCII);
    private static final int CALL_BYTES = 128;
    /** A larger body is sent from where it lies instead of being copied. */
    private static final int MAX_COPIED = 64 << 10;

    private final byte[] fixed;

    private RequestHead(byte[] fixed) {
        this.fixed = fixed;
    }

    /**
     * A POST of JSON. Throws {@link IllegalArgumentException} when the path, the authority or a header hold what would
     * end a line.
     *
     * @param path with the query, if there is one
     * @param authority host and, unless it is the scheme's own, port
     * @param more headers, such as the credential's
     */
    public static RequestHead post(String path, String authority, Map<String, String> more) {
        HttpHeaders headers = new DefaultHttpHeaders()
                .add(HttpHeaderNames.HOST, authority)
                .add(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .add(HttpHeaderNames.ACCEPT, "application/json, text/event-stream")
                .add(HttpHeaderNames.USER_AGENT, "llmops");
        more.forEach(headers::add);
        StringBuilder text = new StringBuilder(256)
                .append("POST ")
                .append(URI.create(path).toASCIIString())
                .append(" HTTP/1.1\r\n");
        for (Map.Entry<String, String> header : headers) {
            text.append(header.getKey()).append(": ").append(header.getValue()).append("\r\n");
        }
        return new RequestHead(text.toString().getBytes(ISO_8859_1));
    }

    ByteBuf with(String callId, ByteBuffer body, ByteBufAllocator buffers) {
        int length = body.remaining();
        boolean copied = length <= MAX_COPIED;
        ByteBuf head = buffers.directBuffer(fixed.length + CALL_BYTES + (copied ? length : 0));
        head.writeBytes(fixed).writeBytes(CALL_ID);
        head.writeCharSequence(callId, US_ASCII);
        head.writeBytes(LENGTH);
        head.writeCharSequence(Integer.toString(length), US_ASCII);
        head.writeBytes(END);
        return copied
                ? head.writeBytes(body.duplicate())
                : Unpooled.wrappedBuffer(head, Unpooled.wrappedBuffer(body.duplicate()));
    }
}
