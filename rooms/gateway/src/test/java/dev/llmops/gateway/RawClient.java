// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;

/** A client that can misbehave: it stops in the middle, does not read, or goes away. */
final class RawClient implements AutoCloseable {
    private final Socket socket;
    private final ByteArrayOutputStream seen = new ByteArrayOutputStream();

    RawClient(int port) throws IOException {
        socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(10_000);
    }

    RawClient send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(UTF_8));
        return this;
    }

    RawClient post(String key, String body, String... headers) throws IOException {
        return send(head(key, body.length(), headers) + body);
    }

    static String head(String key, int length, String... headers) {
        String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        return "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer " + key + "\r\n" + more
                + "content-length: " + length + "\r\n\r\n";
    }

    /** Reads until the text was seen. */
    String readUntil(String text) throws IOException {
        while (!seen.toString(UTF_8).contains(text)) {
            if (!readSome()) {
                throw new AssertionError("the connection ended before '" + text + "': " + seen.toString(UTF_8));
            }
        }
        return seen.toString(UTF_8);
    }

    /** Reads until the server closes the connection. */
    String readAll() throws IOException {
        while (readSome()) {
            // until there is no more
        }
        return seen.toString(UTF_8);
    }

    private boolean readSome() throws IOException {
        byte[] bytes = new byte[4_096];
        try {
            int count = socket.getInputStream().read(bytes);
            seen.write(bytes, 0, Math.max(0, count));
            return count >= 0;
        } catch (SocketException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }
}
