// SPDX-License-Identifier: Apache-2.0
package dev.llmops.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Requests to one server. Every write carries an idempotency key, so that a repeated attempt changes nothing twice. */
final class ApiClient {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private final Context context;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    ApiClient(Context context) {
        this.context = context;
    }

    Context context() {
        return context;
    }

    JsonNode get(String path, Map<String, ?> query) {
        return read(send(request(path + queryString(query)).GET().build()));
    }

    JsonNode get(String path) {
        return get(path, Map.of());
    }

    /** Every item of a list, page by page, up to a bound. */
    List<JsonNode> list(String path, Map<String, ?> query, int bound) {
        List<JsonNode> items = new ArrayList<>();
        Map<String, Object> parameters = new java.util.LinkedHashMap<>(query);
        parameters.put("limit", Math.min(bound, 200));
        while (true) {
            JsonNode page = get(path, parameters);
            page.path("items").forEach(items::add);
            if (items.size() >= bound
                    || page.path("next_cursor").isMissingNode()
                    || page.path("next_cursor").isNull()) {
                return items.subList(0, Math.min(items.size(), bound));
            }
            parameters.put("cursor", page.path("next_cursor").asText());
        }
    }

    JsonNode post(String path, @Nullable Object body) {
        return post(path, "application/json", body == null ? "{}" : write(body));
    }

    JsonNode post(String path, String contentType, String body) {
        HttpRequest.Builder request = request(path)
                .header("content-type", contentType)
                .header("idempotency-key", UUID.randomUUID().toString());
        return read(send(request.POST(BodyPublishers.ofString(body)).build()));
    }

    void delete(String path) {
        send(request(path).DELETE().build());
    }

    /** Posts and hands the answer's body over while it arrives; for streams. */
    InputStream stream(String path, String key, Object body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(context.url() + path))
                .header("authorization", "Bearer " + key)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(write(body)))
                .build();
        try {
            HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
            if (response.statusCode() >= 400) {
                String text = new String(response.body().readAllBytes(), StandardCharsets.UTF_8);
                throw refusal(response.statusCode(), text);
            }
            return response.body();
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(Refusal.REFUSED, "interrupted");
        }
    }

    JsonNode put(String path, Object body) {
        return read(send(request(path)
                .header("content-type", "application/json")
                .PUT(BodyPublishers.ofString(write(body)))
                .build()));
    }

    /** Replaces what has the revision, or makes what is not there yet. */
    JsonNode put(String path, Object body, @Nullable Long revision) {
        HttpRequest.Builder request =
                request(path).header("content-type", "application/json").PUT(BodyPublishers.ofString(write(body)));
        return read(send(conditional(request, revision)));
    }

    void delete(String path, @Nullable Long revision) {
        send(conditional(request(path).DELETE(), revision));
    }

    private static HttpRequest conditional(HttpRequest.Builder request, @Nullable Long revision) {
        return revision == null
                ? request.build()
                : request.header("if-match", "\"" + revision + "\"").build();
    }

    /** The answer as it is, refusals included. */
    <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler) throws IOException {
        try {
            return http.send(request, handler);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(Refusal.REFUSED, "interrupted");
        }
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(context.url() + path))
                .timeout(TIMEOUT)
                .header("accept", "application/json")
                .header("authorization", "Bearer " + context.key());
    }

    private String send(HttpRequest request) {
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            if (response.statusCode() >= 400) {
                throw refusal(response.statusCode(), response.body());
            }
            return response.body();
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(Refusal.REFUSED, "interrupted");
        }
    }

    Refusal unreachable(IOException e) {
        return new Refusal(
                Refusal.UNREACHABLE,
                "no answer from " + context + ": " + e.getClass().getSimpleName()
                        + "; is it running? Start it with llmops up, or choose another with llmops context use");
    }

    static Refusal refusal(int status, String body) {
        int exitCode = status == 401 ? Refusal.UNAUTHENTICATED : Refusal.REFUSED;
        return new Refusal(exitCode, explain(status, body));
    }

    /** The problem's own words: {@code code: detail}, one line for each fault, and the trace id. */
    static String explain(int status, String body) {
        JsonNode problem;
        try {
            problem = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return "the server answered " + status;
        }
        if (problem.path("error").isObject()) {
            JsonNode error = problem.path("error");
            return error.path("code").asText("" + status) + ": "
                    + error.path("message").asText();
        }
        List<String> faults = new ArrayList<>();
        problem.path("errors").forEach(fault -> faults.add(fault.path("message").asText()));
        String detail = faults.size() > 1
                ? String.join("\n  ", faults)
                : problem.path("detail").asText(problem.path("title").asText("the server answered " + status));
        String trace = problem.path("trace_id").asText("");
        return problem.path("code").asText("" + status) + ": " + detail
                + (trace.isEmpty() ? "" : " [trace " + trace + "]");
    }

    private static JsonNode read(String body) {
        try {
            return body.isBlank() ? JSON.createObjectNode() : JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new Refusal(Refusal.REFUSED, "the server's answer is not JSON; is this an LLMOps server?");
        }
    }

    static String write(Object body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** A list is one parameter repeated. */
    static String queryString(Map<String, ?> query) {
        String joined = query.entrySet().stream()
                .filter(entry -> entry.getValue() != null)
                .flatMap(entry -> (entry.getValue() instanceof List<?> several ? several : List.of(entry.getValue()))
                        .stream().map(value -> encode(entry.getKey()) + "=" + encode(String.valueOf(value))))
                .collect(Collectors.joining("&"));
        return joined.isEmpty() ? "" : "?" + joined;
    }
}
