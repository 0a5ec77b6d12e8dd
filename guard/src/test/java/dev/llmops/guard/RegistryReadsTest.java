// SPDX-License-Identifier: Apache-2.0
package dev.llmops.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.kits.product.Product;
import dev.llmops.kits.product.ProductApi;
import dev.llmops.kits.product.ProductApi.Answer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Reads that are answered from memory are the same, and as closed, as those that are not. */
class RegistryReadsTest {
    private static Path home;
    private static Product product;
    private static ProductApi admin;

    @BeforeAll
    static void start() throws IOException {
        home = Files.createTempDirectory("llmops-reads");
        product = Product.start(home);
        admin = product.admin();
    }

    @AfterAll
    static void stop() {
        product.close();
        Homes.delete(home);
    }

    @Test
    void theQuickAnswerIsTheSlowOne() {
        String id = registered("same");
        for (String path :
                List.of("/api/registry/v1/assets/" + id, "/api/registry/v1/assets/model/same/versions/1.0.0")) {
            Answer slow = admin.get(path + "?none=");
            admin.get(path).ok();
            Answer quick = admin.get(path);
            assertThat(quick.text()).isEqualTo(slow.text());
            assertThat(names(quick)).isEqualTo(names(slow));
            for (String header : List.of("etag", "cache-control", "content-type", "content-security-policy")) {
                assertThat(quick.header(header))
                        .as(header)
                        .isEqualTo(slow.header(header))
                        .isNotEmpty();
            }
        }
    }

    @Test
    void whatIsKnownIsNotSentAgain() throws IOException, InterruptedException {
        String path = "/api/registry/v1/assets/" + registered("known");
        String tag = admin.get(path).header("etag");
        assertThat(conditional(path, tag).statusCode()).isEqualTo(304);
        assertThat(conditional(path, "\"99\"").statusCode()).isEqualTo(200);
    }

    @Test
    void aChangeIsReadByWhoeverMadeIt() {
        String id = registered("changed");
        String path = "/api/registry/v1/assets/" + id;
        for (int i = 0; i < 20; i++) {
            admin.get(path).ok();
            Answer answer = admin.yaml("/api/registry/v1/apply", manifest("changed", "text " + i));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(admin.get(path).ok().path("description").asText()).isEqualTo("text " + i);
        }
    }

    @Test
    void aRevokedKeyReadsNoMore() {
        String path = "/api/registry/v1/assets/" + registered("closed");
        JsonNode key = admin.post("/api/identity/v1/keys", Map.of("name", "short-lived", "roles", List.of("reader")))
                .ok();
        ProductApi reader = admin.as(key.path("key").asText());
        reader.get(path).ok();
        reader.get(path).ok();
        admin.send("DELETE", "/api/identity/v1/keys/" + key.path("id").asText(), null, null);
        Instant deadline = Instant.now().plusSeconds(1);
        while (reader.get(path).status() == 200 && Instant.now().isBefore(deadline)) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        assertThat(reader.get(path).status()).isEqualTo(401);
    }

    @Test
    void aKeyThatMayNotReadIsRefusedHereToo() {
        String path = "/api/registry/v1/assets/" + registered("narrow");
        admin.get(path).ok();
        ProductApi narrow = admin.as(admin.post(
                        "/api/identity/v1/keys",
                        Map.of("name", "narrow", "roles", List.of("reader"), "scopes", List.of("marketplace:read")))
                .ok()
                .path("key")
                .asText());
        assertThat(narrow.get(path).status()).isEqualTo(403);
        assertThat(narrow.get(path).status()).isEqualTo(403);
        assertThat(admin.as("").get(path).status()).isEqualTo(401);
    }

    private static Set<String> names(Answer answer) {
        return new TreeSet<>(answer.headers().map().keySet());
    }

    private static HttpResponse<String> conditional(String path, String tag) throws IOException, InterruptedException {
        String key = Files.readString(home.resolve("admin.key")).strip();
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(product.url() + path))
                                .header("authorization", "Bearer " + key)
                                .header("if-none-match", tag)
                                .build(),
                        BodyHandlers.ofString());
    }

    private static String registered(String name) {
        return admin.yaml("/api/registry/v1/apply", manifest(name, "first"))
                .ok()
                .at("/results/0/asset/id")
                .asText();
    }

    private static String manifest(String name, String description) {
        return """
                apiVersion: llmops/v1
                kind: model
                metadata: {name: %s, version: 1.0.0, description: %s}
                spec: {type: completion, provider: test}
                """.formatted(name, description);
    }
}
