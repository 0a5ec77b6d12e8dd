// SPDX-License-Identifier: Apache-2.0
package dev.llmops.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.kits.product.Product;
import dev.llmops.kits.product.ProductApi;
import dev.llmops.kits.product.Road;
import dev.llmops.kits.provider.ProviderKit;
import dev.llmops.kits.provider.ProviderSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Bad input and failing upstreams: each gets its documented answer in the caller's dialect and changes nothing else. */
class RefusalsTest {
    private static Path home;
    private static Product product;
    private static ProviderKit provider;
    private static Road road;
    private static Road.Paved good;

    @BeforeAll
    static void start() throws IOException {
        home = Files.createTempDirectory("llmops-refusals");
        provider = ProviderKit.start();
        product = Product.start(home);
        road = new Road(product.admin());
        good = road.pave("good", provider.baseUrl(), "stub", null);
    }

    @AfterAll
    static void stop() {
        product.close();
        provider.close();
        Homes.delete(home);
    }

    @Test
    void anUnknownKeyAndNoKeyAreRefusedAlike() {
        expect(chat(new ProductApi(product.url(), ""), "good"), 401, "invalid_api_key");
        expect(chat(new ProductApi(product.url(), "llmops_live_nonsense"), "good"), 401, "invalid_api_key");
        expect(
                chat(
                        new ProductApi(
                                product.url(),
                                good.key().substring(0, good.key().length() - 1) + "_"),
                        "good"),
                401,
                "invalid_api_key");
    }

    @Test
    void anAdministratorsKeyIsNoConsumersKey() {
        expect(chat(product.admin(), "good"), 403, "forbidden");
    }

    @Test
    void aModelOfNobodyIsNotFoundAndTheDialectIsTheCallers() {
        ProductApi.Answer answer = chat(consumer(good), "nobody-has-this");

        expect(answer, 404, "model_not_found");
        assertThat(answer.json().path("error").path("type").asText()).isEqualTo("invalid_request_error");
        assertThat(answer.header("x-request-id")).isNotEmpty();
    }

    @Test
    void malformedBodiesAreRefusedBeforeTheUpstreamHearsOfThem() {
        long before = provider.calls();

        expect(consumer(good).post("/v1/chat/completions", "{\"model\":\"good\","), 400, "malformed_request");
        expect(consumer(good).post("/v1/chat/completions", "[]"), 400, "malformed_request");
        assertThat(consumer(good)
                        .post("/v1/chat/completions", "{\"model\":\"good\"}")
                        .status())
                .isEqualTo(400);
        assertThat(provider.calls()).isEqualTo(before);
    }

    @Test
    void aBodyOfTwentyMegabytesIsTooLarge() {
        String body = "{\"model\":\"good\",\"messages\":[{\"role\":\"user\",\"content\":\"" + "x".repeat(20_000_000)
                + "\"}]}";

        expect(consumer(good).post("/v1/chat/completions", body), 413, "payload_too_large");
        expect(chat(consumer(good), "good"), 200, "");
    }

    @Test
    void aRevokedKeyAndAnEndedSubscriptionStopWithinASecond() {
        Road.Paved other = road.subscribe("good", good.serviceId());
        expect(chat(consumer(other), "good"), 200, "");

        assertThat(product.admin()
                        .send("DELETE", "/api/identity/v1/keys/" + other.keyId(), null, null)
                        .status())
                .isEqualTo(204);
        awaitRefusal(other, "key_revoked");

        Road.Paved paused = road.subscribe("good", good.serviceId());
        paused.consumer()
                .post("/api/marketplace/v1/subscriptions/" + paused.subscriptionId() + "/pause", "{}")
                .ok();
        awaitRefusal(paused, "subscription_inactive");
    }

    @Test
    void aUsedUpQuotaSaysSoAndWhenItReturns() {
        Road.Paved two = road.pave("two-calls", provider.baseUrl(), "stub", CrashTest.plan(2));
        expect(chat(consumer(two), "two-calls"), 200, "");
        expect(chat(consumer(two), "two-calls"), 200, "");

        ProductApi.Answer third = chat(consumer(two), "two-calls");

        expect(third, 429, "insufficient_quota");
        assertThat(third.header("retry-after")).isNotEmpty();
        JsonNode quota = two.consumer()
                .get("/api/marketplace/v1/subscriptions/" + two.subscriptionId() + "/quota")
                .ok();
        assertThat(quota.path("requests").path("used").asLong()).isEqualTo(2);
        assertThat(quota.path("requests").path("remaining").asLong()).isZero();
    }

    @Test
    void callingTooFastIsRefusedWithHeadersThatSayHowFast() {
        ObjectNode slow = ProductApi.JSON
                .createObjectNode()
                .put("name", "slow")
                .put("requests_per_minute", 1)
                .put("burst", 1);
        Road.Paved one = road.pave("slow-plan", provider.baseUrl(), "stub", slow);
        ProductApi.Answer first = chat(consumer(one), "slow-plan");
        expect(first, 200, "");
        assertThat(first.header("x-ratelimit-limit-requests")).isEqualTo("1");
        assertThat(first.header("x-ratelimit-remaining-requests")).isEqualTo("0");

        ProductApi.Answer second = chat(consumer(one), "slow-plan");

        expect(second, 429, "rate_limited");
        assertThat(Integer.parseInt(second.header("retry-after"))).isBetween(1, 60);
    }

    @Test
    void aVersionThatIsNoVersionIsRefusedInTheDocumentedWords() {
        ProductApi.Answer answer = apply("1.x", "a model");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("detail").asText()).contains("'1.x' (expected: SemVer 2.0");
        assertThat(answer.json().path("trace_id").asText()).isNotEmpty();
    }

    @Test
    void aPublishedVersionCannotBeChanged() {
        JsonNode asset = apply("1.0.0", "first").ok().path("results").path(0).path("asset");
        product.admin()
                .post("/api/registry/v1/assets/" + asset.path("id").asText() + "/publish", Map.of("reason", "ready"))
                .ok();

        ProductApi.Answer other = product.admin()
                .yaml("/api/registry/v1/apply", manifest("1.0.0", "first").replace("completion", "embedding"));

        assertThat(other.status()).isEqualTo(409);
        assertThat(other.code()).isEqualTo("version_immutable");
        assertThat(apply("1.0.0", "first")
                        .ok()
                        .path("results")
                        .path(0)
                        .path("outcome")
                        .asText())
                .isEqualTo("unchanged");
    }

    @Test
    void anUpstreamThatIsDownIsUnavailableAndOneThatFailsIsABadGateway() {
        ProviderKit gone = ProviderKit.start();
        Road.Paved down = road.pave("down", gone.baseUrl(), "stub", null);
        gone.close();
        expect(chat(consumer(down), "down"), 503, "upstream_unavailable");

        Road.Paved failing = road.pave("failing", provider.baseUrl(), "stub", null);
        ProductApi.Answer answer = fault(failing, "status=500", false);
        expect(answer, 502, "upstream_failed");
    }

    @Test
    void aStreamThatIsCutEndsInAnErrorFrameWithoutDone() {
        Road.Paved cut = road.pave("cut", provider.baseUrl(), "stub", null);

        ProductApi.Answer answer = fault(cut, "cut=3", true);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text())
                .contains("\"error\"")
                .contains("upstream_failed")
                .doesNotContain("[DONE]");
    }

    /** One call while the provider mistreats everybody. */
    private static ProductApi.Answer fault(Road.Paved service, String fault, boolean stream) {
        provider.settings(ProviderSettings.DEFAULT.withFaults(fault));
        try {
            return consumer(service)
                    .post(
                            "/v1/chat/completions",
                            "{\"model\":\"" + service.slug() + "\",\"stream\":" + stream
                                    + ",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}");
        } finally {
            provider.settings(ProviderSettings.DEFAULT);
        }
    }

    private static void awaitRefusal(Road.Paved service, String code) {
        long deadline = System.nanoTime() + Duration.ofSeconds(1).toNanos();
        ProductApi.Answer answer = chat(consumer(service), service.slug());
        while (answer.status() == 200 && System.nanoTime() < deadline) {
            answer = chat(consumer(service), service.slug());
        }
        assertThat(answer.status()).as("refused within a second").isGreaterThanOrEqualTo(400);
        assertThat(answer.code()).isEqualTo(code);
    }

    private static ProductApi.Answer apply(String version, String description) {
        return product.admin().yaml("/api/registry/v1/apply", manifest(version, description));
    }

    private static String manifest(String version, String description) {
        return """
                apiVersion: llmops/v1
                kind: model
                metadata: {name: fixed, version: %s, description: %s}
                spec: {type: completion, provider: test}
                """.formatted(version, description);
    }

    private static ProductApi consumer(Road.Paved paved) {
        return new ProductApi(product.url(), paved.key());
    }

    private static ProductApi.Answer chat(ProductApi caller, String model) {
        return caller.post(
                "/v1/chat/completions",
                "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}");
    }

    private static void expect(ProductApi.Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        if (!code.isEmpty()) {
            assertThat(answer.code()).isEqualTo(code);
        }
    }
}
