// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.contracts.analytics.UsageCodec;
import dev.llmops.contracts.forge.UpstreamFailure;
import dev.llmops.gateway.route.RouteSpec.Breaker;
import dev.llmops.gateway.route.RouteSpec.Retry;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a route makes of targets that fail. */
final class RoutedFailuresTest extends RoutedCallsFixture {
    RoutedFailuresTest(@TempDir Path home) throws Exception {
        super(home);
    }

    @Test
    void aTargetThatFailsIsTriedAgainAndThenTheNextOne() throws Exception {
        at("a").answers(ScriptedInference.failing(refused(500, null)));
        route(new Draft());
        assertAnsweredBy(gateway.call(key, GatewayHarness.BODY), "b");
        assertThat(at("a").requests).hasSize(3);
        assertThat(bodyOf("b")).contains("\"model\":\"b\"");
        assertThat(onlyRecord().model()).isEqualTo("b-model@1.0.0");
    }

    @Test
    void aTargetThatIsAwayOrSlowOrRefusesOurCredentialLeavesItToTheNext() throws Exception {
        for (UpstreamFailure failure : List.of(
                new UpstreamFailure.Unreachable("refused"),
                new UpstreamFailure.TimedOut(Duration.ofMillis(10)),
                refused(401, null),
                refused(404, null))) {
            at("a").answers(ScriptedInference.failing(failure));
            route(new Draft());
            assertAnsweredBy(gateway.call(key, GatewayHarness.BODY), "b");
        }
    }

    @Test
    void theClientsFaultIsAnsweredAtOnce() throws Exception {
        at("a").answers(ScriptedInference.failing(refused(422, null)));
        route(new Draft());
        assertThat(gateway.call(key, GatewayHarness.BODY).statusCode()).isEqualTo(422);
        assertThat(at("b").requests).isEmpty();
    }

    @Test
    void aBusyTargetThatAsksForLongerThanTheDeadlineIsNotWaitedFor() throws Exception {
        at("a").answers(ScriptedInference.failing(refused(429, Duration.ofSeconds(90))));
        route(new Draft());
        long start = System.nanoTime();
        assertAnsweredBy(gateway.call(key, GatewayHarness.BODY), "b");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(at("a").requests).hasSize(1);
    }

    @Test
    void ofAStreamThatFailsBeforeItsFirstFrameTheClientSeesOnlyTheGoodOne() throws Exception {
        at("a").answers(List.of(
                sink -> sink.head(200, "text/event-stream", -1),
                sink -> sink.error(new UpstreamFailure.Broken("an error as the first frame"), null)));
        at("b").answers(stream());
        route(new Draft());
        HttpResponse<String> answer = gateway.call(key, GatewayHarness.STREAM);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(STREAM_FRAME + "data: [DONE]\n\n");
        assertThat(answer.headers().allValues("x-llmops-target")).containsExactly("b");
        assertThat(gateway.log.entries)
                .hasSize(2)
                .first()
                .isInstanceOfSatisfying(
                        UsageCodec.Opened.class,
                        opened -> assertThat(opened.call().model()).isEqualTo("b-model@1.0.0"));
    }

    @Test
    void aStreamThatFailsAfterItsFirstFrameIsNotContinuedByAnother() throws Exception {
        at("a").answers(List.of(
                sink -> sink.head(200, "text/event-stream", -1),
                sink -> sink.bytes(ScriptedInference.bytes(STREAM_FRAME)),
                sink -> sink.error(new UpstreamFailure.Broken("cut"), ScriptedInference.SO_FAR)));
        route(new Draft());
        HttpResponse<String> answer = gateway.call(key, GatewayHarness.STREAM);
        assertThat(answer.body()).startsWith(STREAM_FRAME + "data: {\"error\"").doesNotContain("[DONE]");
        assertThat(at("b").requests).isEmpty();
    }

    @Test
    void fiveFailuresOpenTheTargetsCircuitAndOneCallProbesIt() throws Exception {
        at("a").answers(ScriptedInference.failing(new UpstreamFailure.Unreachable("refused")));
        Draft draft = new Draft();
        draft.retry = new Retry(0, 1, 1);
        draft.circuit = new Breaker(5, 400);
        route(draft);
        for (int i = 0; i < 8; i++) {
            assertAnsweredBy(gateway.call(key, GatewayHarness.BODY), "b");
        }
        assertThat(at("a").requests).hasSize(5);
        at("a").answers(ScriptedInference.whole("{\"by\":\"a\"}"));
        GatewayHarness.await(() -> answeredBy("a"));
        assertThat(at("a").requests).hasSize(6);
        assertAnsweredBy(gateway.call(key, GatewayHarness.BODY), "a");
    }

    @Test
    void whenEveryTargetFailsTheLastFailureIsToldAndRecordedOnce() throws Exception {
        for (String target : List.of("a", "b", "c")) {
            at(target).answers(ScriptedInference.failing(new UpstreamFailure.Unreachable("refused")));
        }
        route(new Draft());
        assertThat(gateway.call(key, GatewayHarness.BODY).statusCode()).isEqualTo(503);
        assertThat(onlyRecord().errorCode()).isEqualTo("upstream_unavailable");
        assertThat(gateway.underWay()).isZero();
    }

    @Test
    void allTargetsShareOneDeadline() throws Exception {
        for (String target : List.of("a", "b", "c")) {
            at(target).answers(ScriptedInference.failing(refused(503, null)));
        }
        Draft draft = new Draft();
        draft.deadlineMillis = 300;
        draft.retry = new Retry(10, 100, 100);
        route(draft);
        long start = System.nanoTime();
        assertThat(gateway.call(key, GatewayHarness.BODY).statusCode()).isEqualTo(502);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    }
}
