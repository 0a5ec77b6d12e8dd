// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kits.product;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** REST as one caller. Refusals are answers here, not exceptions, unless {@link Answer#ok} is asked. */
public final class ProductApi {
    public static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final String url;
    private final String key;

    public ProductApi(String url, String key) {
        this.url = url;
        this.key = key;
    }

    public ProductApi as(String otherKey) {
        return new ProductApi(url, otherKey);
    }

    public Answer get(String path) {
        return send("GET", path, null, null);
    }

    public Answer post(String path, Object body) {
        return send(
                "POST",
                path,
                "application/json",
                body instanceof String text ? text : JSON.valueToTree(body).toString());
    }

    public Answer yaml(String path, String yaml) {
        return send("POST", path, "application/yaml", yaml);
    }

    /** Replaces what is there; without an ETag, makes what is not there yet. */
    public Answer put(String path, String body, @Nullable String ifMatch) {
        HttpRequest.Builder request = request(path);
        if (ifMatch != null) {
            request.header("if-match", ifMatch);
        }
        return send("PUT", path, "application/json", body, request);
    }

    /** Changes some of what is there, as it was read with this ETag. */
    public Answer patch(String path, String body, String ifMatch) {
        return send("PATCH", path, "application/json", body, request(path).header("if-match", ifMatch));
    }

    public Answer send(String method, String path, @Nullable String contentType, @Nullable String body) {
        return send(method, path, contentType, body, request(path));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(60));
    }

    private Answer send(
            String method,
            String path,
            @Nullable String contentType,
            @Nullable String body,
            HttpRequest.Builder request) {
        if (!key.isEmpty()) {
            request.header("authorization", "Bearer " + key);
        }
        if (contentType != null) {
            request.header("content-type", contentType);
        }
        request.method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        try {
            HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
            return new Answer(method + " " + path, response.statusCode(), response.headers(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Whether the path answers with a status below 300 right now. */
    public boolean answers(String path) {
        try {
            return get(path).status() < 300;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    /** Asks again and again until the answer is as wanted. */
    public JsonNode await(String path, Duration patience, Predicate<JsonNode> wanted) {
        Instant deadline = Instant.now().plus(patience);
        while (true) {
            JsonNode body = get(path).ok();
            if (wanted.test(body)) {
                return body;
            }
            if (Instant.now().isAfter(deadline)) {
                throw new AssertionError(path + " is not as wanted after " + patience + ": " + body);
            }
            LockSupport.parkNanos(Duration.ofMillis(25).toNanos());
        }
    }

    /** What came back, whole. */
    public record Answer(String request, int status, HttpHeaders headers, String text) {
        /** The body of a success; anything else fails with the body. */
        public JsonNode ok() {
            if (status >= 300) {
                throw new AssertionError(request + " was answered " + status + ": " + text);
            }
            return json();
        }

        public JsonNode json() {
            try {
                return text.isBlank() ? JSON.createObjectNode() : JSON.readTree(text);
            } catch (JsonProcessingException e) {
                throw new AssertionError(request + " was answered with no JSON: " + text, e);
            }
        }

        public String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        /** The code of a problem, or of an error in OpenAI's shape. */
        public String code() {
            JsonNode body = json();
            return body.path("error").isObject()
                    ? body.path("error").path("code").asText()
                    : body.path("code").asText();
        }
    }
}
