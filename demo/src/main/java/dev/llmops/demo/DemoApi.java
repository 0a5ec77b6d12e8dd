// SPDX-License-Identifier: Apache-2.0
package dev.llmops.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** The public REST API on loopback, as one caller. */
final class DemoApi {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final String url;
    private final String key;

    DemoApi(String url, String key) {
        this.url = url;
        this.key = key;
    }

    DemoApi as(String otherKey) {
        return new DemoApi(url, otherKey);
    }

    JsonNode get(String path) {
        return tryGet(path).require(path);
    }

    /** Asks and leaves it to the caller what a refusal means. */
    Answer tryGet(String path) {
        return send(request(path).GET().build());
    }

    JsonNode post(String path, Object body) {
        return tryPost(path, body).require(path);
    }

    /** Posts and leaves it to the caller what a refusal means. */
    Answer tryPost(String path, Object body) {
        return tryJson("POST", path, body);
    }

    /** Puts and leaves it to the caller what a refusal means. */
    Answer tryPut(String path, Object body) {
        return tryJson("PUT", path, body);
    }

    private Answer tryJson(String method, String path, Object body) {
        return send(request(path)
                .header("content-type", "application/json")
                .method(method, BodyPublishers.ofString(JSON.valueToTree(body).toString()))
                .build());
    }

    JsonNode postYaml(String path, String yaml) {
        return send(request(path)
                        .header("content-type", "application/yaml")
                        .POST(BodyPublishers.ofString(yaml))
                        .build())
                .require(path);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path))
                .timeout(TIMEOUT)
                .header("accept", "application/json")
                .header("authorization", "Bearer " + key);
    }

    private static Answer send(HttpRequest request) {
        try {
            HttpResponse<String> response = HTTP.send(request, BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(),
                    response.body().isBlank() ? JSON.createObjectNode() : JSON.readTree(response.body()));
        } catch (IOException e) {
            throw new IllegalStateException("the demonstration could not reach its own server: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the demonstration was loaded", e);
        }
    }

    /** What came back. */
    record Answer(int status, JsonNode body) {
        boolean is(String code) {
            return status >= 400 && body.path("code").asText().equals(code);
        }

        JsonNode require(String path) {
            if (status >= 400) {
                throw new IllegalStateException("the demonstration was refused at " + path + ": "
                        + body.path("detail").asText(body.toString()));
            }
            return body;
        }
    }
}
