// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.contracts.forge.UpstreamFailure;
import dev.llmops.gateway.limit.Limit;
import dev.llmops.gateway.limit.LimitLevel;
import dev.llmops.gateway.limit.LimitResource;
import dev.llmops.gateway.limit.LimitSet;
import dev.llmops.gateway.limit.LimitWindow;
import dev.llmops.gateway.limit.PriorityClass;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Limits beyond the plan, as a client meets them. */
@Timeout(60)
class LevelsOverHttpTest {
    @TempDir
    Path home;

    private @Nullable GatewayHarness running;

    @BeforeEach
    void start() throws Exception {
        running = GatewayHarness.started(home);
        running.upstream.answers(ScriptedInference.whole("{}"));
    }

    @AfterEach
    void stop() {
        gateway().close();
    }

    private GatewayHarness gateway() {
        assertThat(running).isNotNull();
        return running;
    }

    private void limit(@Nullable PriorityClass priority, Limit... limits) throws Exception {
        Instant now = Instant.now();
        gateway()
                .controls
                .limits
                .add(new LimitSet(
                        Controls.TENANT,
                        LimitLevel.ORGANISATION,
                        "self",
                        priority,
                        List.of(),
                        List.of(limits),
                        1,
                        now,
                        now));
        gateway().controls.say("gateway.limits_changed");
    }

    private static Limit limit(LimitResource resource, @Nullable LimitWindow per, long amount) {
        return new Limit(resource, per, amount, Instant.now());
    }

    @Test
    void sixtyFourCallersOfTwoKeysShareWhatTheirOrganisationHas() throws Exception {
        List<String> keys = List.of(
                gateway().controls.subscriber("chat", Controls.UNLIMITED),
                gateway().controls.subscriber("chat", Controls.UNLIMITED));
        limit(null, limit(LimitResource.REQUESTS, LimitWindow.MONTH, 200));
        int answered = 0;
        int refused = 0;
        try (ExecutorService callers = Executors.newFixedThreadPool(64)) {
            List<Future<Integer>> calls = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                String key = keys.get(i % 2);
                calls.add(callers.submit(
                        () -> gateway().call(key, GatewayHarness.BODY).statusCode()));
            }
            for (Future<Integer> call : calls) {
                answered += call.get() == 200 ? 1 : 0;
                refused += call.get() == 429 ? 1 : 0;
            }
        }
        assertThat(answered).isEqualTo(200);
        assertThat(refused).isEqualTo(200);
    }

    @Test
    void aRefusalNamesTheLevelAndWhenToComeBack() throws Exception {
        String key = gateway().controls.subscriber("chat", Controls.UNLIMITED);
        limit(null, limit(LimitResource.REQUESTS, LimitWindow.HOUR, 1));

        HttpResponse<String> first = gateway().call(key, GatewayHarness.BODY);
        HttpResponse<String> second = gateway().call(key, GatewayHarness.BODY);

        assertThat(first.headers().firstValue("x-ratelimit-limit-requests")).contains("1");
        assertThat(first.headers().firstValue("x-ratelimit-remaining-requests")).contains("0");
        assertThat(second.statusCode()).isEqualTo(429);
        assertThat(second.body()).contains("The organisation has used its 1 requests per hour");
        assertThat(second.headers().firstValueAsLong("retry-after").orElseThrow())
                .isBetween(1L, 3_600L);
        assertThat(gateway().upstream.requests).hasSize(1);
    }

    @Test
    void aFailedCallGivesBackWhatItReserved() throws Exception {
        String key = gateway().controls.subscriber("chat", Controls.UNLIMITED);
        limit(null, limit(LimitResource.REQUESTS, LimitWindow.DAY, 1), limit(LimitResource.CONCURRENCY, null, 1));
        gateway()
                .upstream
                .answers(ScriptedInference.failing(
                        new UpstreamFailure.Refused(400, "application/json", ScriptedInference.bytes("{}"), null)));

        assertThat(gateway().call(key, GatewayHarness.BODY).statusCode()).isEqualTo(400);
        gateway().upstream.answers(ScriptedInference.whole("{}"));
        assertThat(gateway().call(key, GatewayHarness.BODY).statusCode()).isEqualTo(200);
        assertThat(gateway().call(key, GatewayHarness.BODY).statusCode()).isEqualTo(429);
    }

    @Test
    void spendIsSettledByThePriceOfWhatWasUsed() throws Exception {
        String key = gateway().controls.subscriber("chat", Controls.UNLIMITED);
        limit(null, limit(LimitResource.SPEND_MICRO_USD, LimitWindow.DAY, 2_000));
        gateway().upstream.answers(ScriptedInference.whole("{}"));
        int answered = 0;
        while (answered < 500 && gateway().call(key, GatewayHarness.BODY).statusCode() == 200) {
            answered++;
        }
        // The scripted upstream tells the same usage each time; the reservation is larger, so the last call is refused
        // early.
        assertThat(answered).isBetween(1, 499);
        assertThat(gateway().call(key, GatewayHarness.BODY).body()).contains("spend_micro_usd per day");
    }
}
