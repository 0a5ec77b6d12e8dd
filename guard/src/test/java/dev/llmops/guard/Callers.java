// SPDX-License-Identifier: Apache-2.0
package dev.llmops.guard;

import dev.llmops.kits.product.Road;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** Clients that call a service one call after the other, half of them streamed, and remember what they got whole. */
final class Callers implements AutoCloseable {
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final Set<String> answered = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean running = new AtomicBoolean(true);
    private final List<Thread> threads = new ArrayList<>();

    private Callers() {}

    static Callers start(String url, Road.Paved road, int count) {
        Callers callers = new Callers();
        for (int i = 0; i < count; i++) {
            boolean stream = i % 2 == 0;
            callers.threads.add(Thread.ofVirtual().start(() -> callers.callOn(url, road, stream)));
        }
        return callers;
    }

    private void callOn(String url, Road.Paved road, boolean stream) {
        String body = "{\"model\":\"" + road.slug() + "\",\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/v1/chat/completions"))
                .timeout(Duration.ofSeconds(10))
                .header("authorization", "Bearer " + road.key())
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        while (running.get()) {
            try {
                HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
                boolean whole = response.statusCode() == 200
                        && (!stream || response.body().endsWith("data: [DONE]\n\n"));
                if (whole) {
                    answered.add(response.headers().firstValue("x-request-id").orElse("missing"));
                }
            } catch (IOException e) {
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Waits until so many calls were answered whole. */
    void awaitAnswered(int count) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (answered.size() < count) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("only " + answered.size() + " of " + count + " calls were answered");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    /** Stops and gives the ids of the calls answered whole. */
    Set<String> stop() {
        running.set(false);
        for (Thread thread : threads) {
            try {
                thread.join(Duration.ofSeconds(12));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return Set.copyOf(answered);
    }

    @Override
    public void close() {
        running.set(false);
        http.shutdownNow();
    }
}
