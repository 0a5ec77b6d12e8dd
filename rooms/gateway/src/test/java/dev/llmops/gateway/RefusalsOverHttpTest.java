// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.contracts.analytics.UsageCodec;
import dev.llmops.contracts.forge.UpstreamFailure;
import dev.llmops.contracts.gateway.CallStatus;
import dev.llmops.contracts.marketplace.Plan;
import dev.llmops.contracts.marketplace.SubscriptionState;
import dev.llmops.gateway.ScriptedInference.Step;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every row of the gateway's table in docs/api.md. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RefusalsOverHttpTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final GatewayHarness gateway;
    private String key = "";

    RefusalsOverHttpTest(@TempDir Path home) throws Exception {
        gateway = GatewayHarness.started(home);
    }

    @AfterAll
    void close() {
        gateway.close();
    }

    @BeforeEach
    void reset() {
        gateway.upstream.answers(ScriptedInference.whole("{}"));
        gateway.upstream.requests.clear();
        gateway.log.entries.clear();
        gateway.log.full = false;
        gateway.log.noRoomFor = ignored -> false;
        key = gateway.controls.subscriber("chat", Controls.UNLIMITED);
    }

    @Test
    void noKeyAndUnknownKeysAreAuthenticationErrors() throws Exception {
        expect(gateway.call(null, GatewayHarness.BODY), 401, "authentication_error", "invalid_api_key");
        expect(gateway.call("sk-something", GatewayHarness.BODY), 401, "authentication_error", "invalid_api_key");
        gateway.controls.keys.remove(Controls.hash(key));
        expect(gateway.call(key, GatewayHarness.BODY), 401, "authentication_error", "invalid_api_key");
        assertThat(gateway.log.entries).isEmpty();
    }

    @Test
    void aKeyThatIsOverSaysSo() throws Exception {
        String subscription = gateway.controls.offerOf(key).subscriptionId();
        String expired = gateway.controls.key(subscription, gateway.clock.instant(), null);
        expect(gateway.call(expired, GatewayHarness.BODY), 401, "authentication_error", "key_expired");
        String revoked =
                gateway.controls.key(subscription, gateway.clock.instant().plusSeconds(60), gateway.clock.instant());
        expect(gateway.call(revoked, GatewayHarness.BODY), 401, "authentication_error", "key_revoked");
    }

    @Test
    void aKeyWithoutASubscriptionMayNotCall() throws Exception {
        String lone = gateway.controls.key(null, gateway.clock.instant().plusSeconds(60), null);
        expect(gateway.call(lone, GatewayHarness.BODY), 403, "permission_error", "forbidden");
        expect(gateway.send(gateway.request("/v1/models", lone)), 403, "permission_error", "forbidden");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PAUSED", "ENDED"})
    void aSubscriptionThatIsNotActiveMayNotCall(String state) throws Exception {
        assertThat(gateway.call(key, GatewayHarness.BODY).statusCode()).isEqualTo(200);
        gateway.controls.change(key, SubscriptionState.valueOf(state));
        GatewayHarness.await(() -> status(key) == 403);
        expect(gateway.call(key, GatewayHarness.BODY), 403, "permission_error", "subscription_inactive");
    }

    @Test
    void anUnknownModelIsNotFound() throws Exception {
        HttpResponse<String> answer = gateway.call(key, GatewayHarness.BODY.replace("\"chat\"", "\"gpt\""));
        expect(answer, 404, "invalid_request_error", "model_not_found");
        assertThat(JSON.readTree(answer.body()).at("/error/param").textValue()).isEqualTo("model");
    }

    @Test
    void malformedBodiesAndMissingFieldsAreInvalid() throws Exception {
        expect(gateway.call(key, "{\"model\":"), 400, "invalid_request_error", "malformed_request");
        expect(gateway.call(key, ""), 400, "invalid_request_error", "malformed_request");
        expect(gateway.call(key, "{\"model\":\"chat\"}"), 400, "invalid_request_error", "validation_failed");
    }

    @Test
    void aBodyOfTwentyMegabytesIsRefusedAndTheConnectionGoesOn() throws Exception {
        HttpResponse<String> announced = gateway.send(gateway.request("/v1/chat/completions", key)
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[20_000_000])));
        expect(announced, 413, "invalid_request_error", "payload_too_large");
        HttpResponse<String> chunked = gateway.send(gateway.request("/v1/chat/completions", key)
                .POST(HttpRequest.BodyPublishers.ofInputStream(
                        () -> new java.io.ByteArrayInputStream(new byte[20_000_000]))));
        expect(chunked, 413, "invalid_request_error", "payload_too_large");
        assertThat(gateway.call(key, GatewayHarness.BODY).statusCode()).isEqualTo(200);
    }

    @Test
    void tooFastSaysWhenToComeBack() throws Exception {
        String slow = gateway.controls.subscriber("chat", new Plan("p", null, null, 60, 1, null));
        assertThat(gateway.call(slow, GatewayHarness.BODY).statusCode()).isEqualTo(200);
        HttpResponse<String> refused = gateway.call(slow, GatewayHarness.BODY);
        expect(refused, 429, "rate_limit_error", "rate_limited");
        assertThat(refused.headers().firstValue("retry-after")).contains("1");
        assertThat(refused.headers().firstValueAsLong("retry-after-ms").orElseThrow())
                .isBetween(1L, 1_000L);
        assertThat(refused.headers().firstValue("x-ratelimit-remaining-requests"))
                .contains("0");
    }

    @Test
    void aQuotaThatIsUsedUpStaysSo() throws Exception {
        String small = gateway.controls.subscriber("chat", new Plan("p", 1L, null, 600, 100, null));
        gateway.upstream.answers(ScriptedInference.failing(new UpstreamFailure.TimedOut(Duration.ofMillis(5))));
        assertThat(gateway.call(small, GatewayHarness.BODY).statusCode()).isEqualTo(504);
        gateway.upstream.answers(ScriptedInference.whole("{}"));
        assertThat(gateway.call(small, GatewayHarness.BODY).statusCode()).isEqualTo(200);
        HttpResponse<String> refused = gateway.call(small, GatewayHarness.BODY);
        expect(refused, 429, "insufficient_quota", "insufficient_quota");
        assertThat(refused.headers().firstValue("x-should-retry")).contains("false");
        assertThat(refused.headers().firstValue("retry-after")).isPresent();
    }

    @Test
    void theUpstreamsOwnRefusalIsPassedOn() throws Exception {
        gateway.upstream.answers(ScriptedInference.failing(new UpstreamFailure.Refused(
                422, "application/json", ScriptedInference.bytes("{\"error\":\"theirs\"}"), null)));
        HttpResponse<String> answer = gateway.call(key, GatewayHarness.BODY);
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).isEqualTo("{\"error\":\"theirs\"}");
        assertThat(gateway.upstream.requests).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void aRefusedCredentialIsNotTheClientsFault(int status) throws Exception {
        gateway.upstream.answers(ScriptedInference.failing(refused(status)));
        expect(gateway.call(key, GatewayHarness.BODY), 502, "api_error", "upstream_failed");
    }

    @Test
    void anUpstreamThatFailsIsTriedFourTimes() throws Exception {
        gateway.upstream.answers(ScriptedInference.failing(refused(500)));
        HttpResponse<String> answer = gateway.call(key, GatewayHarness.BODY);
        expect(answer, 502, "api_error", "upstream_failed");
        assertThat(gateway.upstream.requests).hasSize(4);
        assertThat(gateway.log.of(answer.headers().firstValue("x-request-id").orElseThrow()))
                .singleElement()
                .isInstanceOfSatisfying(UsageCodec.Completed.class, entry -> {
                    assertThat(entry.call().status()).isEqualTo(CallStatus.ERROR);
                    assertThat(entry.call().errorCode()).isEqualTo("upstream_failed");
                    assertThat(entry.call().usage().total()).isZero();
                });
    }

    @Test
    void anUpstreamThatRecoversInTimeIsNotNoticed() throws Exception {
        gateway.upstream
                .answers(ScriptedInference.failing(refused(503)))
                .then(ScriptedInference.failing(new UpstreamFailure.Broken("cut")))
                .then(ScriptedInference.whole("{\"ok\":1}"));
        HttpResponse<String> answer = gateway.call(key, GatewayHarness.BODY);
        assertThat(answer.body()).isEqualTo("{\"ok\":1}");
        assertThat(gateway.log.entries).hasSize(1);
    }

    @Test
    void anUpstreamThatIsAwayOpensTheCircuit() throws Exception {
        gateway.upstream.answers(ScriptedInference.failing(new UpstreamFailure.Unreachable("refused")));
        expect(gateway.call(key, GatewayHarness.BODY), 503, "api_error", "upstream_unavailable");
        expect(gateway.call(key, GatewayHarness.BODY), 503, "api_error", "upstream_unavailable");
        assertThat(gateway.upstream.requests).hasSize(5);
        HttpResponse<String> open = gateway.call(key, GatewayHarness.BODY);
        expect(open, 503, "api_error", "upstream_unavailable");
        assertThat(open.headers().firstValueAsLong("retry-after").orElseThrow()).isBetween(25L, 30L);
        assertThat(gateway.upstream.requests).hasSize(5);
    }

    @Test
    void anUpstreamThatIsTooSlowIsATimeout() throws Exception {
        gateway.upstream.answers(ScriptedInference.failing(new UpstreamFailure.TimedOut(Duration.ofMillis(70))));
        HttpResponse<String> answer = gateway.call(key, GatewayHarness.BODY);
        expect(answer, 504, "api_error", "upstream_timeout");
        assertThat(gateway.log.entries)
                .singleElement()
                .isInstanceOfSatisfying(
                        UsageCodec.Completed.class,
                        entry -> assertThat(entry.call().status()).isEqualTo(CallStatus.TIMEOUT));
    }

    @Test
    void aStreamCutInTheMiddleEndsInAnErrorAndNotInDone() throws Exception {
        gateway.upstream.answers(List.of(
                sink -> sink.head(200, "text/event-stream", -1),
                sink -> sink.bytes(ScriptedInference.bytes("data: {}\n\n")),
                (Step) sink -> sink.error(new UpstreamFailure.Broken("cut"), ScriptedInference.SO_FAR)));
        HttpResponse<String> answer = gateway.call(key, GatewayHarness.STREAM);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .startsWith("data: {}\n\ndata: {\"error\":{")
                .endsWith("}}\n\n")
                .doesNotContain("[DONE]");
        assertThat(answer.body()).contains("\"code\":\"upstream_failed\"");
        assertThat(gateway.log.entries.getLast()).isInstanceOfSatisfying(UsageCodec.Closed.class, closed -> {
            assertThat(closed.status()).isEqualTo(CallStatus.ERROR);
            assertThat(closed.usage()).isEqualTo(ScriptedInference.SO_FAR);
        });
    }

    @Test
    void aFullDiskTakesNoCalls() throws Exception {
        gateway.log.noRoomFor = entry -> true;
        expect(gateway.call(key, GatewayHarness.BODY), 503, "api_error", "storage_full");
        gateway.log.full = true;
        HttpResponse<String> refused = gateway.call(key, GatewayHarness.BODY);
        expect(refused, 503, "api_error", "storage_full");
        assertThat(refused.headers().firstValue("retry-after")).isPresent();
        assertThat(gateway.upstream.requests).hasSize(1);
        assertThat(gateway.uses
                        .used(gateway.controls.offerOf(key).subscriptionId())
                        .requests())
                .isZero();
    }

    @Test
    void anUpstreamThatIsGoneIsUnavailable() throws Exception {
        gateway.controls.upstreams.remove(gateway.controls.offerOf(key).upstreamId());
        expect(gateway.call(key, GatewayHarness.BODY), 503, "api_error", "upstream_unavailable");
    }

    private int status(String presented) {
        try {
            return gateway.call(presented, GatewayHarness.BODY).statusCode();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static UpstreamFailure.Refused refused(int status) {
        return new UpstreamFailure.Refused(status, "text/plain", ScriptedInference.bytes("no"), null);
    }

    private static void expect(HttpResponse<String> answer, int status, String type, String code) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        JsonNode error = JSON.readTree(answer.body()).get("error");
        assertThat(error.get("type").textValue()).isEqualTo(type);
        assertThat(error.get("code").textValue()).isEqualTo(code);
        assertThat(error.get("message").textValue()).isNotBlank();
        assertThat(error.has("param")).isTrue();
        assertThat(answer.headers().firstValue("x-request-id")).isPresent();
        if (status == 429 || status == 503) {
            assertThat(answer.headers().firstValue("retry-after").isPresent()
                            || error.get("message").textValue().contains("not exist"))
                    .isTrue();
        }
    }
}
