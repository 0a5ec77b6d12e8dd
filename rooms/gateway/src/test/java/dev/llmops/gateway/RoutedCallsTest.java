// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.contracts.analytics.UsageRecord;
import dev.llmops.contracts.forge.UpstreamFailure;
import dev.llmops.contracts.gateway.CallStatus;
import dev.llmops.gateway.route.RouteSpec;
import dev.llmops.gateway.route.RouteSpec.Hedge;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls of a service with a route: who answers, what the client sees, what is recorded. */
final class RoutedCallsTest extends RoutedCallsFixture {
    RoutedCallsTest(@TempDir Path home) throws Exception {
        super(home);
    }

    @Test
    void thePreferredTargetAnswersAndIsNamedAndRecorded() throws Exception {
        route(new Draft());
        HttpResponse<String> answer = gateway.call(key, GatewayHarness.BODY);
        assertAnsweredBy(answer, "a");
        assertThat(at("a").requests.getFirst().body().remaining()).isPositive();
        assertThat(bodyOf("a")).contains("\"model\":\"a\"");
        UsageRecord record = onlyRecord();
        assertThat(record.status()).isEqualTo(CallStatus.SUCCESS);
        assertThat(record.model()).isEqualTo("a-model@1.0.0");
        assertThat(record.priceProvider() + "/" + record.priceModel()).isEqualTo("openai/gpt-4o-mini");
    }

    @Test
    void aSlowTargetIsHedgedAndTheLoserIsGivenUpAndNotPaidFor() throws Exception {
        at("a").answers(List.of());
        at("b").answers(stream());
        Draft draft = new Draft();
        draft.hedge = new Hedge(30, 1);
        route(draft);
        HttpResponse<String> answer = gateway.call(key, GatewayHarness.STREAM);
        assertThat(answer.body()).isEqualTo(STREAM_FRAME + "data: [DONE]\n\n");
        assertThat(answer.headers().allValues("x-llmops-target")).containsExactly("b");
        assertThat(at("a").cancelled).hasValue(1);
        assertThat(at("c").requests).isEmpty();
        assertThat(gateway.log.entries).hasSize(2);
        assertThat(gateway.uses
                        .used(gateway.controls.offerOf(key).subscriptionId())
                        .requests())
                .isEqualTo(1);
    }

    @Test
    void aFullTargetIsPassedOver() throws Exception {
        at("a").answers(List.of());
        Draft draft = new Draft();
        draft.maxConcurrency = 1;
        route(draft);
        CompletableFuture<HttpResponse<String>> waiting = gateway.client()
                .sendAsync(
                        gateway.request("/v1/chat/completions", key)
                                .POST(HttpRequest.BodyPublishers.ofString(GatewayHarness.BODY))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        GatewayHarness.await(() -> at("a").requests.size() == 1);
        assertAnsweredBy(gateway.call(key, GatewayHarness.BODY), "b");
        waiting.cancel(true);
        GatewayHarness.await(() -> gateway.underWay() == 0);
        at("a").answers(ScriptedInference.whole("{\"by\":\"a\"}"));
        assertAnsweredBy(gateway.call(key, GatewayHarness.BODY), "a");
    }

    @Test
    void aRequestThatATargetFindsTooLongGoesToALargerOne() throws Exception {
        at("a").answers(ScriptedInference.failing(new UpstreamFailure.Refused(
                400,
                "application/json",
                ScriptedInference.bytes("{\"error\":{\"code\":\"context_length_exceeded\"}}"),
                null)));
        Draft draft = new Draft();
        draft.windows = new long[] {4_000, 4_000, 8_000};
        route(draft);
        assertAnsweredBy(gateway.call(key, GatewayHarness.BODY), "c");
        assertThat(at("b").requests).isEmpty();
        String large = GatewayHarness.BODY.replace("hello", "x".repeat(20_000));
        assertAnsweredBy(gateway.call(key, large), "c");
        assertThat(at("a").requests).hasSize(1);
        HttpResponse<String> refused = gateway.call(key, GatewayHarness.BODY.replace("hello", "x".repeat(40_000)));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("context window");
    }

    @Test
    void aShadowGetsACopyThatNobodySeesOrPaysFor() throws Exception {
        Draft draft = new Draft();
        draft.shadow = new RouteSpec.Share("c", 100);
        route(draft);
        assertAnsweredBy(gateway.call(key, GatewayHarness.BODY), "a");
        GatewayHarness.await(() -> gateway.meters
                        .counter("llmops.gateway.shadows", "outcome", "answered")
                        .count()
                == 1);
        assertThat(at("c").requests).hasSize(1);
        assertThat(bodyOf("c")).contains("\"model\":\"c\"");
        assertThat(at("c").requests.getFirst().callId())
                .isNotEqualTo(at("a").requests.getFirst().callId());
        assertThat(gateway.log.entries).hasSize(1);
    }

    @Test
    void aClientThatLeavesEndsWhatIsUnderWay() throws Exception {
        at("a").answers(List.of());
        at("b").answers(List.of());
        Draft draft = new Draft();
        draft.hedge = new Hedge(10, 1);
        route(draft);
        CompletableFuture<HttpResponse<String>> waiting = gateway.client()
                .sendAsync(
                        gateway.request("/v1/chat/completions", key)
                                .POST(HttpRequest.BodyPublishers.ofString(GatewayHarness.BODY))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        GatewayHarness.await(() -> at("b").requests.size() == 1);
        waiting.cancel(true);
        GatewayHarness.await(
                () -> at("a").cancelled.get() == 1 && at("b").cancelled.get() == 1);
        GatewayHarness.await(() -> gateway.log.entries.size() == 1);
        assertThat(onlyRecord().status()).isEqualTo(CallStatus.ABORTED);
    }

    @Test
    void hintsChooseOrAreRefusedInTheClientsDialectAndCostNothing() throws Exception {
        route(new Draft());
        assertAnsweredBy(hinted("x-llmops-order", "c"), "c");
        assertThat(hinted("x-llmops-order", "nobody").statusCode()).isEqualTo(400);
        HttpResponse<String> malformed = hinted("x-llmops-max-price", "cheap");
        assertThat(malformed.statusCode()).isEqualTo(400);
        assertThat(malformed.body()).contains("\"param\":\"x-llmops-max-price\"", "validation_failed");
        assertThat(hinted("x-llmops-region", "eu").statusCode()).isEqualTo(400);
        assertThat(gateway.uses
                        .used(gateway.controls.offerOf(key).subscriptionId())
                        .requests())
                .isEqualTo(1);
    }

    @Test
    void hintsHoldForAServiceWithoutARouteToo() throws Exception {
        at("upstream-chat").answers(ScriptedInference.whole("{\"by\":\"own\"}"));
        HttpResponse<String> cheap = hinted("x-llmops-max-price", "1");
        assertThat(cheap.body()).isEqualTo("{\"by\":\"own\"}");
        assertThat(cheap.headers().firstValue("x-llmops-target")).isEmpty();
        assertThat(hinted("x-llmops-max-price", "0.0001").statusCode()).isEqualTo(400);
        assertThat(hinted("x-llmops-region", "eu").statusCode()).isEqualTo(400);
    }
}
