// SPDX-License-Identifier: Apache-2.0
package dev.llmops.guard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.kits.product.ProductApi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One client of the event feed, as a browser's EventSource would be one. */
final class EventStreams implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(Thread::startVirtualThread)
            .build();

    private final HttpResponse<Stream<String>> response;
    private final List<String> ids = new ArrayList<>();
    private final List<JsonNode> events = new ArrayList<>();
    private @Nullable String lastId;
    private boolean ended;

    private EventStreams(HttpResponse<Stream<String>> response) {
        this.response = response;
        Thread.ofVirtual().name("event-stream").start(this::read);
    }

    static EventStreams open(String url, String key, String query, @Nullable String lastEventId) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + "/api/registry/v1/events" + query))
                .header("authorization", "Bearer " + key)
                .header("accept", "text/event-stream");
        if (lastEventId != null) {
            request.header("last-event-id", lastEventId);
        }
        try {
            return new EventStreams(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofLines()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    int status() {
        return response.statusCode();
    }

    synchronized List<String> ids() {
        return List.copyOf(ids);
    }

    synchronized List<JsonNode> events() {
        return List.copyOf(events);
    }

    synchronized boolean ended() {
        return ended;
    }

    private void read() {
        try {
            response.body().forEach(this::line);
        } catch (UncheckedIOException | IllegalStateException e) {
            // the connection was cut, or closed here before it was read: an end too
        } finally {
            synchronized (this) {
                ended = true;
            }
        }
    }

    private synchronized void line(String line) {
        if (line.startsWith("id:")) {
            lastId = line.substring(3).strip();
        } else if (line.startsWith("data:") && lastId != null) {
            ids.add(lastId);
            try {
                events.add(ProductApi.JSON.readTree(line.substring(5)));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(line, e);
            }
        }
    }

    @Override
    public void close() {
        response.body().close();
    }
}
