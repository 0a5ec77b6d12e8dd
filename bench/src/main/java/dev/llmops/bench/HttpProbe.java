// SPDX-License-Identifier: Apache-2.0
package dev.llmops.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Plain requests to a reference. */
final class HttpProbe {
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3))
            .build();
    private final String url;

    HttpProbe(String url) {
        this.url = url;
    }

    /** Whether the path answers with a status below 300 right now. */
    boolean answers(String path) {
        try {
            return send(HttpRequest.newBuilder(URI.create(url + path)).GET()) < 300;
        } catch (IOException e) {
            return false;
        }
    }

    void post(String path, String json) {
        try {
            int status = send(HttpRequest.newBuilder(URI.create(url + path))
                    .header("content-type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(json)));
            if (status >= 300) {
                throw new IllegalStateException(path + " was answered " + status);
            }
        } catch (IOException e) {
            throw new IllegalStateException(path + " failed", e);
        }
    }

    private static int send(HttpRequest.Builder request) throws IOException {
        try {
            return HTTP.send(request.timeout(Duration.ofSeconds(10)).build(), BodyHandlers.discarding())
                    .statusCode();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
