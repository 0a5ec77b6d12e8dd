// SPDX-License-Identifier: Apache-2.0
package dev.llmops.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.kits.clock.Eventually;
import dev.llmops.kits.product.Product;
import dev.llmops.kits.product.ProductApi;
import dev.llmops.kits.product.Road;
import dev.llmops.kits.provider.ProviderKit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Routes over REST, in front of real providers that fail as they are told. */
class RoutesTest {
    private static final ProviderKit BAD = ProviderKit.start();
    private static final ProviderKit GOOD = ProviderKit.start();
    private static final String SLUG = "routed-chat";
    private static final String ROUTE = "/api/gateway/v1/routes/" + SLUG;

    private static ProductApi admin;
    private static ProductApi consumer;
    private static Road.Paved road;
    private static int scenario;

    @BeforeAll
    static void pave() {
        Product product = DemoProduct.get();
        admin = product.admin();
        road = new Road(admin).pave(SLUG, GOOD.baseUrl(), "stub", null);
        consumer = new ProductApi(product.url(), road.key());
        upstream("bad", BAD.baseUrl());
        upstream("good", GOOD.baseUrl());
        upstream("away", "http://127.0.0.1:" + Product.freePort() + "/v1");
    }

    @AfterAll
    static void close() {
        BAD.close();
        GOOD.close();
    }

    @Test
    void whateverGoesWrongBeforeTheFirstFrameTheNextTargetAnswers() {
        for (String fault : List.of(
                "status=500", "status=401", "status=429", "hang_up", "html", "no_choices", "malformed", "short")) {
            String id = route(target("bad", "stub!" + fault), target("good", "stub"), "{}");
            assertAnswered(call(false), id + "1", fault);
        }
        String away = route(target("away", "stub"), target("good", "stub"), "{}");
        assertAnswered(call(false), away + "1", "away");
    }

    @Test
    void ofAStreamTheClientSeesOnlyTheOneThatWasGoodFromItsFirstFrame() {
        for (String fault : List.of("status=500", "hang_up", "html", "cut=0", "unfinished=0")) {
            String id = route(target("bad", "stub!" + fault), target("good", "stub"), "{}");
            ProductApi.Answer answer = call(true);
            assertAnswered(answer, id + "1", fault);
            assertThat(answer.text()).as(fault).endsWith("data: [DONE]\n\n").doesNotContain("\"error\"");
        }
    }

    @Test
    void aSlowTargetIsHedgedAndItsCallAborted() {
        String id = route(
                target("bad", "stub!slow=5000"), target("good", "stub"), "{\"hedge\":{\"after_ms\":50,\"max\":1}}");
        int aborted = BAD.aborted();
        ProductApi.Answer answer = call(true);
        assertAnswered(answer, id + "1", "hedge");
        Eventually.holds("the loser is aborted", () -> BAD.aborted() == aborted + 1);
        String callId = answer.header("x-request-id");
        assertThat(BAD.requestIds()).contains(callId);
        assertThat(GOOD.requestIds()).contains(callId);
    }

    @Test
    void theCircuitIsShownAndExplainedAsCallsFindIt() {
        String id = route(
                target("away", "stub"), target("good", "stub"), "{\"retry\":{\"max\":0},\"circuit\":{\"failures\":2}}");
        assertThat(explained("{}").path(0).path("id").asText()).isEqualTo(id + "0");
        assertAnswered(call(false), id + "1", "first");
        assertAnswered(call(false), id + "1", "second");
        JsonNode live = targets().path(0);
        assertThat(live.path("circuit").asText()).isEqualTo("open");
        assertThat(live.path("failures").asInt()).isEqualTo(2);
        assertThat(live.path("last_failure").asText()).isEqualTo("unreachable");
        assertThat(targets().path(1).path("calls").asInt()).isEqualTo(2);
        JsonNode explained = explained("{}");
        assertThat(explained.path(0).path("id").asText()).isEqualTo(id + "1");
        assertThat(explained.path(1).path("reason").asText()).isEqualTo("circuit_open");
        assertAnswered(call(false), id + "1", "third");
        assertThat(targets().path(0).path("calls").asInt()).isEqualTo(2);
    }

    @Test
    void whatIsExplainedIsWhatACallDoes() {
        ObjectNode images = target("good", "stub");
        images.put("when", "request.has_images");
        ObjectNode small = target("good", "stub");
        small.put("context_window", 300).put("region", "eu-central-1");
        String id = route(images, small, "{}", target("good", "stub"));
        assertThat(explained("{\"tokens\":10}").path(0).path("id").asText()).isEqualTo(id + "1");
        assertAnswered(call(false), id + "1", "small");
        assertThat(explained("{\"tokens\":9000}").path(0).path("id").asText()).isEqualTo(id + "2");
        assertAnswered(send("x".repeat(36_000), false), id + "2", "large");
        JsonNode left = explained("{\"tokens\":9000}");
        assertThat(left)
                .extracting(target -> target.path("reason").asText())
                .containsExactly("chosen", "rule", "context_window");
        assertThat(explained("{\"headers\":{\"x-llmops-region\":\"eu\"}}")
                        .path(0)
                        .path("id")
                        .asText())
                .isEqualTo(id + "1");
        JsonNode refused = admin.post(ROUTE + "/explain", "{\"headers\":{\"x-llmops-region\":\"us\"}}")
                .ok()
                .path("refusal");
        assertThat(refused.path("status").asInt()).isEqualTo(400);
        assertThat(refused.path("message").asText()).contains("x-llmops-region: 'us'");
    }

    @Test
    void aRouteIsWrittenReadRefusedAndTakenAway() {
        route(target("good", "stub"), target("bad", "stub"), "{}");
        ProductApi.Answer read = admin.get(ROUTE);
        assertThat(read.ok().path("service_id").asText()).isEqualTo(road.serviceId());
        assertThat(admin.put(ROUTE, read.text(), read.header("etag")).ok()).isEqualTo(read.json());
        assertThat(admin.put(ROUTE, read.text(), null).code()).isEqualTo("precondition_required");
        assertThat(admin.put(ROUTE, read.text(), "\"999\"").code()).isEqualTo("precondition_failed");
        ProductApi.Answer faults = admin.put(ROUTE, """
                        {"strategy":"least_cost","sticky":{"by":"moon"},"canary":{"target":"nobody","percent":101},
                         "targets":[{"id":"A","upstream":"nowhere","upstream_model":"m","when":"request.tokens"}]}""", read.header("etag"));
        assertThat(faults.status()).isEqualTo(400);
        List<String> fields = new ArrayList<>();
        faults.json()
                .path("errors")
                .forEach(fault -> fields.add(fault.path("field").asText()));
        assertThat(fields)
                .contains(
                        "targets[0].id",
                        "targets[0].upstream",
                        "targets[0].when",
                        "canary.percent",
                        "canary.target",
                        "sticky.by",
                        "sticky");
        ProductApi other = admin.as(new Road(admin).key("another publisher", "publisher"));
        assertThat(other.get(ROUTE).status()).isEqualTo(200);
        assertThat(other.put(ROUTE, read.text(), read.header("etag")).status()).isEqualTo(403);
        assertThat(admin.get("/api/gateway/v1/routes").ok().path("items").findValuesAsText("service"))
                .contains(SLUG);
        assertThat(admin.send("DELETE", ROUTE, null, null).code()).isEqualTo("precondition_required");
    }

    private static void upstream(String name, String url) {
        admin.post(
                        "/api/forge/v1/upstreams",
                        Map.of("name", name, "kind", "openai_compatible", "base_url", url, "credential", "secret"))
                .ok();
    }

    private static ObjectNode target(String upstream, String model) {
        return ProductApi.JSON.createObjectNode().put("upstream", upstream).put("upstream_model", model);
    }

    /** Writes a route over the targets in this order, waits until calls follow it, and says how their ids begin. */
    private static String route(ObjectNode first, ObjectNode second, String rest, ObjectNode... more) {
        String id = "s" + ++scenario + "-";
        try {
            ObjectNode route = (ObjectNode) ProductApi.JSON.readTree(rest);
            if (!route.has("retry")) {
                route.putObject("retry").put("max", 1).put("first_ms", 5).put("max_ms", 10);
            }
            ArrayNode targets = route.putArray("targets");
            targets.add(first).add(second);
            targets.addAll(List.of(more));
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < targets.size(); i++) {
                ids.add(id + i);
                ((ObjectNode) targets.get(i)).put("id", id + i).put("priority", i);
            }
            ProductApi.Answer before = admin.get(ROUTE);
            String tag = before.status() == 404 ? null : before.header("etag");
            admin.put(ROUTE, route.toString(), tag).ok();
            Eventually.holds("calls follow the route", Duration.ofSeconds(10), () -> targets()
                    .findValuesAsText("target")
                    .equals(ids));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(e);
        }
        return id;
    }

    private static JsonNode targets() {
        return admin.get("/api/gateway/v1/targets?service=" + SLUG).ok().path("items");
    }

    private static JsonNode explained(String question) {
        return admin.post(ROUTE + "/explain", question).ok().path("targets");
    }

    private static ProductApi.Answer call(boolean stream) {
        return send("hello", stream);
    }

    private static ProductApi.Answer send(String content, boolean stream) {
        ObjectNode body = ProductApi.JSON.createObjectNode().put("model", SLUG).put("stream", stream);
        body.putArray("messages").addObject().put("role", "user").put("content", content);
        return consumer.post("/v1/chat/completions", body);
    }

    private static void assertAnswered(ProductApi.Answer answer, String target, String why) {
        assertThat(answer.status()).as(why + ": " + answer.text()).isEqualTo(200);
        assertThat(answer.header("x-llmops-target")).as(why).isEqualTo(target);
        assertThat(answer.text()).as(why).contains("word0 ");
    }
}
