// SPDX-License-Identifier: Apache-2.0
package dev.llmops.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Many streams open at one time: a model endpoint that says one word and goes on when it is told to, and clients that
 * read to the end. Both in this program, on virtual threads.
 */
final class OpenStreams implements AutoCloseable {
    private static final int OPENING_AT_ONCE = 128;
    private static final String WORD =
            "data: {\"id\":\"s\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":"
                    + "[{\"index\":0,\"delta\":{\"content\":\" word\"},\"finish_reason\":null}]}\n\n";
    private static final String LAST =
            "data: {\"id\":\"s\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":"
                    + "[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";

    private final ServerSocket endpoint;
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger complete = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();

    OpenStreams() throws IOException {
        endpoint = new ServerSocket(0, 4_096, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().name("open-streams-endpoint").start(this::serve);
    }

    String baseUrl() {
        return "http://127.0.0.1:" + endpoint.getLocalPort() + "/v1";
    }

    int open() {
        return open.get();
    }

    int complete() {
        return complete.get();
    }

    int failed() {
        return failed.get();
    }

    private void serve() {
        while (!endpoint.isClosed()) {
            try {
                Socket socket = endpoint.accept();
                Thread.ofVirtual().start(() -> answer(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void answer(Socket socket) {
        try (socket) {
            readRequest(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            out.write(bytes("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n" + WORD));
            out.flush();
            goOn.await();
            out.write(bytes(WORD + LAST));
            out.flush();
        } catch (IOException e) {
            // the client's side counts it
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Up to the end of a body whose length is told. */
    private static void readRequest(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        byte[] one = new byte[1_024];
        int end = -1;
        while (end < 0) {
            int count = in.read(one);
            if (count < 0) {
                throw new IOException("no request");
            }
            head.append(new String(one, 0, count, StandardCharsets.ISO_8859_1));
            end = head.indexOf("\r\n\r\n");
        }
        String lower = head.substring(0, end).toLowerCase(java.util.Locale.ROOT);
        int at = lower.indexOf("content-length:");
        int lineEnd = lower.indexOf("\r\n", at);
        String length = lower.substring(at + 15, lineEnd < 0 ? lower.length() : lineEnd);
        int missing = Integer.parseInt(length.strip()) - (head.length() - end - 4);
        while (missing > 0) {
            int count = in.read(one, 0, Math.min(one.length, missing));
            if (count < 0) {
                throw new IOException("half a request");
            }
            missing -= count;
        }
    }

    /** Opens streams one after the other, some at a time, and returns when each has said its first word or failed. */
    void openAll(int port, String key, String model, int streams) throws InterruptedException {
        Semaphore opening = new Semaphore(OPENING_AT_ONCE);
        CountDownLatch begun = new CountDownLatch(streams);
        for (int i = 0; i < streams; i++) {
            opening.acquire();
            Thread.ofVirtual()
                    .start(() -> read(port, key, model, () -> {
                        opening.release();
                        begun.countDown();
                    }));
        }
        begun.await(2, TimeUnit.MINUTES);
    }

    private void read(int port, String key, String model, Runnable begun) {
        boolean told = false;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String body = "{\"model\":\"" + model
                    + "\",\"stream\":true,\"max_tokens\":12,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
            socket.getOutputStream()
                    .write(bytes("POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer " + key
                            + "\r\ncontent-type: application/json\r\ncontent-length: " + body.length() + "\r\n\r\n"
                            + body));
            InputStream in = socket.getInputStream();
            byte[] some = new byte[512];
            String tail = "";
            while (true) {
                int count = in.read(some);
                if (count < 0) {
                    throw new IOException("cut");
                }
                tail += new String(some, 0, count, StandardCharsets.UTF_8);
                if (!told && tail.contains("data: ")) {
                    told = true;
                    open.incrementAndGet();
                    begun.run();
                }
                if (tail.contains("data: [DONE]")) {
                    complete.incrementAndGet();
                    return;
                }
                tail = tail.substring(Math.max(0, tail.length() - 64));
            }
        } catch (IOException e) {
            failed.incrementAndGet();
            if (!told) {
                begun.run();
            }
        }
    }

    /** Lets the endpoint go on, and waits until every stream has ended one way or the other. */
    void finish(int streams, Duration patience) throws InterruptedException {
        goOn.countDown();
        long end = System.nanoTime() + patience.toNanos();
        while (complete.get() + failed.get() < streams && System.nanoTime() < end) {
            Thread.sleep(Duration.ofMillis(100));
        }
    }

    @Override
    public void close() throws IOException {
        goOn.countDown();
        endpoint.close();
    }
}
