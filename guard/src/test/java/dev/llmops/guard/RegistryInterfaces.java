// SPDX-License-Identifier: Apache-2.0
package dev.llmops.guard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.llmops.kits.clock.Eventually;
import dev.llmops.kits.product.Product;
import dev.llmops.kits.product.ProductApi;
import dev.llmops.kits.product.Road;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Feed, webhooks, MCP Registry and MLflow on the assembled program, before a kill and after it. */
final class RegistryInterfaces implements AutoCloseable {
    private final Queue<String> delivered = new ConcurrentLinkedQueue<>();
    private final HttpServer receiver;
    private final Product product;
    private final String reader;
    private final EventStreams ours;

    /** Two organisations and what each of them hears of the other, which is nothing. */
    RegistryInterfaces(Product product) throws IOException {
        this.product = product;
        this.receiver = receiver(delivered);
        ProductApi admin = product.admin();
        reader = new Road(admin).key("feed reader", "reader");
        JsonNode theirs = admin.post("/api/identity/v1/organisations", Map.of("name", "Others"))
                .ok()
                .path("admin_key");
        ProductApi others = admin.as(theirs.path("key").asText());
        webhook(admin, receiver);

        ours = EventStreams.open(product.url(), reader, "", null);
        assertThat(ours.status()).isEqualTo(200);
        live(admin, others, theirs.path("key").asText());
        mcp(admin, others);
        mlflow(admin, others);
        bad(product, reader);

        Eventually.holds("the feed is whole", () -> ours.events().size() >= 4);
        Eventually.holds("the webhook was told", () -> delivered.stream().anyMatch(one -> one.contains("\"first\"")));
    }

    private void live(ProductApi admin, ProductApi others, String theirKey) {
        List<EventStreams> open = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            open.add(EventStreams.open(product.url(), reader, "?types=registry.asset.deleted", null));
        }
        EventStreams strangers = EventStreams.open(product.url(), theirKey, "", null);
        open.add(strangers);
        model(admin, "first", "1.0.0");
        long committed = System.nanoTime();
        Eventually.holds("the event arrives", () -> !ours.events().isEmpty());
        assertThat(Duration.ofNanos(System.nanoTime() - committed)).isLessThan(Duration.ofSeconds(1));
        model(others, "secret-model", "1.0.0");
        Eventually.holds("the others' arrives there", () -> !strangers.events().isEmpty());
        open.forEach(EventStreams::close);
    }

    /** After the kill: what follows the last event seen arrives once, and nothing of the others. */
    void goOn(Product restarted) {
        Eventually.holds("the stream ended", ours::ended);
        assertThat(ours.ids()).doesNotHaveDuplicates();
        ProductApi admin = restarted.admin();
        model(admin, "second", "1.0.0");
        EventStreams resumed = EventStreams.open(
                restarted.url(),
                reader,
                "?types=registry.asset.registered",
                ours.ids().getLast());
        model(admin, "third", "1.0.0");
        Eventually.holds("both arrive", () -> resumed.events().size() >= 2);
        assertThat(resumed.events())
                .extracting(event -> event.path("data").path("name").asText())
                .containsExactly("second", "third");
        assertThat(ours.events() + "" + resumed.events()).doesNotContain("secret-model");
        Eventually.holds("the webhook was told after the kill", () -> delivered.stream()
                .anyMatch(one -> one.contains("\"third\"")));
        revoked(restarted, admin, resumed);
    }

    @Override
    public void close() {
        receiver.stop(0);
    }

    private static void revoked(Product product, ProductApi admin, EventStreams other) {
        JsonNode key = admin.post("/api/identity/v1/keys", Map.of("name", "short", "roles", List.of("reader")))
                .ok();
        EventStreams stream = EventStreams.open(product.url(), key.path("key").asText(), "", null);
        admin.send("DELETE", "/api/identity/v1/keys/" + key.path("id").asText(), null, null);
        Eventually.holds("a revoked key's stream ends", Duration.ofSeconds(5), stream::ended);
        assertThat(other.ended()).isFalse();
        other.close();
    }

    private static void webhook(ProductApi admin, HttpServer receiver) {
        String url = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook";
        ProductApi.Answer made =
                admin.post("/api/registry/v1/webhooks", Map.of("url", url, "types", List.of("registry.asset.*")));
        assertThat(made.ok().path("secret").asText()).startsWith("whsec_");
        String id = made.json().path("id").asText();
        assertThat(admin.get("/api/registry/v1/webhooks/" + id).text()).doesNotContain("whsec_");
        assertThat(admin.post("/api/registry/v1/webhooks", Map.of("url", "http://10.0.0.1/"))
                        .code())
                .isEqualTo("address_not_allowed");
        assertThat(admin.post("/api/registry/v1/webhooks/" + id + "/test", Map.of())
                        .ok()
                        .path("state")
                        .asText())
                .isEqualTo("pending");
        admin.await(
                "/api/registry/v1/webhooks/" + id + "/deliveries?state=delivered",
                Duration.ofSeconds(10),
                body -> body.path("items").size() == 1);
    }

    private static void mcp(ProductApi admin, ProductApi others) {
        JsonNode taken = admin.post(
                        "/api/registry/v1/mcp/import",
                        List.of(Map.of(
                                "name", "io.example/Weather_Tool", "description", "Weather", "version", "1.0.0")))
                .ok();
        assertThat(taken.path("created").asInt()).isEqualTo(1);
        for (String base : List.of("/v0.1", "/v0")) {
            for (String name : List.of("io.example%2FWeather_Tool", "io.example/Weather_Tool")) {
                JsonNode one = admin.get(base + "/servers/" + name + "/versions/latest")
                        .ok();
                assertThat(one.path("server").path("name").asText()).isEqualTo("io.example/Weather_Tool");
                assertThat(admin.get(base + "/servers/" + name + "/versions")
                                .ok()
                                .path("servers"))
                        .hasSize(1);
            }
            assertThat(admin.get(base + "/servers?search=weather").ok().path("servers"))
                    .hasSize(1);
            assertThat(others.get(base + "/servers").ok().path("servers")).isEmpty();
            assertThat(others.get(base + "/servers/io.example%2FWeather_Tool/versions/latest")
                            .status())
                    .isEqualTo(404);
        }
    }

    private static void mlflow(ProductApi admin, ProductApi others) {
        String base = "/api/2.0/mlflow/";
        admin.post(base + "registered-models/create", Map.of("name", "Iris Classifier"))
                .ok();
        JsonNode made = admin.post(
                        base + "model-versions/create", Map.of("name", "Iris Classifier", "source", "s3://m/1"))
                .ok();
        assertThat(made.path("model_version").path("version").asText()).isEqualTo("1");
        assertThat(admin.get(base + "model-versions/get-download-uri?name=Iris%20Classifier&version=1")
                        .ok()
                        .path("artifact_uri")
                        .asText())
                .isEqualTo("s3://m/1");
        Map<String, String> alias = Map.of("name", "Iris Classifier", "alias", "champion", "version", "1");
        admin.post(base + "registered-models/alias", alias).ok();
        String byAlias = base + "registered-models/alias?name=Iris%20Classifier&alias=champion";
        assertThat(admin.get(byAlias).ok().at("/model_version/aliases/0").asText())
                .isEqualTo("champion");
        assertThat(others.get(byAlias).status()).isEqualTo(404);
        ProductApi.Answer missing = others.get(base + "registered-models/get?name=Iris%20Classifier");
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.json().path("error_code").asText()).isEqualTo("RESOURCE_DOES_NOT_EXIST");
        admin.send(
                        "DELETE",
                        base + "model-versions/delete",
                        "application/json",
                        "{\"name\":\"Iris Classifier\",\"version\":\"1\"}")
                .ok();
    }

    private static void bad(Product product, String reader) {
        ProductApi api = new ProductApi(product.url(), reader);
        assertThat(api.get("/api/registry/v1/events?type=x").code()).isEqualTo("unknown_filter");
        assertThat(api.get("/api/registry/v1/events?types=identity.key.*").code())
                .isEqualTo("validation_failed");
        for (String id : List.of("x", "1.2", "9999.1.1", "1.99999999999999999.1")) {
            try (EventStreams refused = EventStreams.open(product.url(), reader, "", id)) {
                assertThat(refused.status()).as(id).isEqualTo(400);
            }
        }
    }

    private static void model(ProductApi api, String name, String version) {
        api.yaml("/api/registry/v1/apply", """
            apiVersion: llmops/v1
            kind: model
            metadata: {name: %s, version: %s}
            spec: {type: completion, provider: test}
            """.formatted(name, version)).ok();
    }

    private static HttpServer receiver(Queue<String> delivered) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            delivered.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        return server;
    }
}
