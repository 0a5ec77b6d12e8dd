// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.contracts.analytics.UsageCodec;
import dev.llmops.contracts.forge.UpstreamFailure;
import dev.llmops.contracts.gateway.CallStatus;
import dev.llmops.contracts.gateway.Calls;
import dev.llmops.contracts.identity.KeyGrant;
import dev.llmops.contracts.marketplace.Plan;
import dev.llmops.contracts.marketplace.SubscriptionState;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InnerCallsTest {
    private static final String ANSWER = "{\"choices\":[{}]}";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path home;

    @SuppressWarnings("NullAway.Init")
    private GatewayHarness gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = GatewayHarness.started(home);
        gateway.upstream.answers(ScriptedInference.whole(ANSWER));
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void aCallIsAnsweredAndRecordedLikeAnyOther() throws Exception {
        String key = subscriber(Controls.UNLIMITED);
        Calls.Answer answer = run(order(key, GatewayHarness.BODY));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.called()).isTrue();
        assertThat(new String(answer.body(), UTF_8)).isEqualTo(ANSWER);
        assertThat(gateway.log.of(answer.callId()))
                .singleElement()
                .isInstanceOfSatisfying(UsageCodec.Completed.class, entry -> {
                    assertThat(entry.call().keyId()).isEqualTo(grant(key).id());
                    assertThat(entry.call().usage()).isEqualTo(ScriptedInference.USAGE);
                });
        assertThat(gateway.underWay()).isZero();
    }

    @Test
    void theQuotaHoldsOverBothWaysIn() throws Exception {
        String key = subscriber(new Plan("two", 2L, null, 1_000, 1_000, null));
        assertThat(gateway.call(key, GatewayHarness.BODY).statusCode()).isEqualTo(200);
        assertThat(run(order(key, GatewayHarness.BODY)).status()).isEqualTo(200);
        Calls.Answer refused = run(order(key, GatewayHarness.BODY));

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.called()).isFalse();
        assertThat(refused.retryAfterMillis()).isZero();
        assertThat(new String(refused.body(), UTF_8)).contains("insufficient_quota");
        assertThat(gateway.log.of(refused.callId())).isEmpty();
    }

    @Test
    void aRefusalForTheRateSaysWhenToComeBack() throws Exception {
        String key = subscriber(new Plan("slow", null, null, 60, 1, null));
        run(order(key, GatewayHarness.BODY));
        Calls.Answer refused = run(order(key, GatewayHarness.BODY));

        assertThat(refused.called()).isFalse();
        assertThat(refused.retryAfterMillis()).isBetween(1L, 1_000L);
    }

    @Test
    void aFailedCallIsRecordedAndAnsweredInTheDialect() throws Exception {
        String key = subscriber(Controls.UNLIMITED);
        gateway.upstream.answers(
                ScriptedInference.failing(new UpstreamFailure.TimedOut(java.time.Duration.ofMillis(5))));
        Calls.Answer answer = run(order(key, GatewayHarness.BODY));

        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.called()).isTrue();
        assertThat(gateway.log.of(answer.callId()))
                .singleElement()
                .isInstanceOfSatisfying(
                        UsageCodec.Completed.class,
                        entry -> assertThat(entry.call().status()).isEqualTo(CallStatus.TIMEOUT));
    }

    @Test
    void whatIsNotTheKeysIsRefused() throws Exception {
        String key = subscriber(Controls.UNLIMITED);
        Calls.Order own = order(key, GatewayHarness.BODY);
        assertThat(run(new Calls.Order(own.tenant(), Ulids.next(), own.keyId(), own.endpoint(), own.body()))
                        .status())
                .isEqualTo(401);
        assertThat(run(new Calls.Order(
                                new TenantId(Ulids.next()),
                                own.subscriptionId(),
                                own.keyId(),
                                own.endpoint(),
                                own.body()))
                        .status())
                .isEqualTo(401);
        assertThat(run(order(key, GatewayHarness.BODY.replace("chat", "other"))).status())
                .isEqualTo(404);
        assertThat(run(order(key, GatewayHarness.STREAM)).status()).isEqualTo(400);
        assertThat(run(order(key, "{")).status()).isEqualTo(400);
        assertThat(gateway.upstream.requests).isEmpty();
        assertThat(gateway.underWay()).isZero();
    }

    @Test
    void aPausedSubscriptionIsNotCalledFor() throws Exception {
        String key = subscriber(Controls.UNLIMITED);
        gateway.controls.change(key, SubscriptionState.PAUSED);
        GatewayHarness.await(() -> run(order(key, GatewayHarness.BODY)).status() == 403);
    }

    private String subscriber(Plan plan) throws Exception {
        String key = gateway.controls.subscriber("chat", plan);
        // A call over HTTP makes the gateway look the key up.
        assertThat(gateway.send(gateway.request("/v1/models", key)).statusCode())
                .isEqualTo(200);
        return key;
    }

    private KeyGrant grant(String key) {
        return Objects.requireNonNull(gateway.controls.keys.get(Controls.hash(key)));
    }

    private Calls.Order order(String key, String body) {
        KeyGrant grant = grant(key);
        return new Calls.Order(
                grant.tenant(),
                Objects.requireNonNull(grant.subscriptionId()),
                grant.id(),
                "/v1/chat/completions",
                body.getBytes(UTF_8));
    }

    private Calls.Answer run(Calls.Order order) {
        return gateway.inner()
                .run(order)
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }
}
