// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.mlflow;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.llmops.contracts.identity.Caller;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;

/** The calls of MLflow behind a plain HTTP server; the resources themselves are compared with this table by a test. */
final class MlflowHttp implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    static final String TOKEN = "llmops_test_token";

    private final HttpServer server;
    private final Map<String, BiFunction<Caller, MlflowRequest, ObjectNode>> calls = new TreeMap<>();
    private final Caller caller;

    MlflowHttp(Caller caller, RegisteredModels models, ModelAliases aliases, ModelVersions versions) {
        this.caller = caller;
        calls.put("POST registered-models/create", models::create);
        calls.put("GET registered-models/get", models::get);
        calls.put("PATCH registered-models/update", models::update);
        calls.put("POST registered-models/rename", models::rename);
        calls.put("DELETE registered-models/delete", models::delete);
        calls.put("GET registered-models/search", models::search);
        calls.put("GET registered-models/get-latest-versions", models::latest);
        calls.put("POST registered-models/get-latest-versions", models::latest);
        calls.put("POST registered-models/set-tag", models::setTag);
        calls.put("DELETE registered-models/delete-tag", models::deleteTag);
        calls.put("POST registered-models/alias", aliases::set);
        calls.put("DELETE registered-models/alias", aliases::delete);
        calls.put("GET registered-models/alias", aliases::get);
        calls.put("POST model-versions/create", versions::create);
        calls.put("GET model-versions/get", versions::get);
        calls.put("PATCH model-versions/update", versions::update);
        calls.put("DELETE model-versions/delete", versions::delete);
        calls.put("GET model-versions/search", versions::search);
        calls.put("GET model-versions/get-download-uri", versions::downloadUri);
        calls.put("POST model-versions/transition-stage", versions::transition);
        calls.put("POST model-versions/set-tag", versions::setTag);
        calls.put("DELETE model-versions/delete-tag", versions::deleteTag);
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/api/2.0/mlflow/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    Map<String, BiFunction<Caller, MlflowRequest, ObjectNode>> calls() {
        return calls;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath().substring("/api/2.0/mlflow/".length());
            BiFunction<Caller, MlflowRequest, ObjectNode> call = calls.get(exchange.getRequestMethod() + " " + path);
            boolean known =
                    ("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("authorization"));
            if (call == null || !known) {
                exchange.sendResponseHeaders(known ? 404 : 401, -1);
                return;
            }
            byte[] sent = exchange.getRequestBody().readAllBytes();
            JsonNode body = sent.length == 0 ? null : JSON.readTree(sent);
            MlflowRequest request =
                    new MlflowRequest(body, query(exchange.getRequestURI().getRawQuery()));
            Response answer = MlflowAnswers.of(() -> call.apply(caller, request));
            byte[] bytes = String.valueOf(answer.getEntity()).getBytes(UTF_8);
            exchange.getResponseHeaders().add("content-type", "application/json");
            exchange.sendResponseHeaders(answer.getStatus(), bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static MultivaluedMap<String, String> query(@org.jspecify.annotations.Nullable String raw) {
        MultivaluedMap<String, String> query = new MultivaluedHashMap<>();
        if (raw != null) {
            for (String pair : raw.split("&", -1)) {
                int equals = pair.indexOf('=');
                query.add(
                        URLDecoder.decode(equals < 0 ? pair : pair.substring(0, equals), UTF_8),
                        equals < 0 ? "" : URLDecoder.decode(pair.substring(equals + 1), UTF_8));
            }
        }
        return query;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
