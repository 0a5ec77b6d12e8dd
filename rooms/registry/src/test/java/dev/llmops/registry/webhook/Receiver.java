// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToIntFunction;

/** A webhook's other end on loopback; it answers as it is told. */
final class Receiver implements AutoCloseable {
    private final HttpServer server;
    private final List<Call> calls = new ArrayList<>();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();
    private volatile ToIntFunction<Call> status = call -> 204;
    private volatile long delayNanos;

    record Call(String id, String timestamp, String signature, String body, String contentType, int number) {}

    Receiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook?x=1";
    }

    void answer(int code) {
        status = call -> code;
    }

    void answer(ToIntFunction<Call> by) {
        status = by;
    }

    void delay(long millis) {
        delayNanos = millis * 1_000_000;
    }

    synchronized List<Call> calls() {
        return List.copyOf(calls);
    }

    List<String> ids() {
        return calls().stream().map(Call::id).toList();
    }

    int mostAtOnce() {
        return mostAtOnce.get();
    }

    private void handle(HttpExchange exchange) throws IOException {
        int now = running.incrementAndGet();
        mostAtOnce.accumulateAndGet(now, Math::max);
        try {
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            Call call;
            synchronized (this) {
                call = new Call(
                        header(exchange, "webhook-id"),
                        header(exchange, "webhook-timestamp"),
                        header(exchange, "webhook-signature"),
                        body,
                        header(exchange, "content-type"),
                        calls.size() + 1);
                calls.add(call);
            }
            if (delayNanos > 0) {
                LockSupport.parkNanos(delayNanos);
            }
            int code = status.applyAsInt(call);
            if (code == 302) {
                exchange.getResponseHeaders().add("location", url() + "&redirected=1");
            }
            // Before the answer: who has it may send the next.
            running.decrementAndGet();
            exchange.sendResponseHeaders(code, -1);
        } finally {
            exchange.close();
        }
    }

    private static String header(HttpExchange exchange, String name) {
        return String.valueOf(exchange.getRequestHeaders().getFirst(name));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
