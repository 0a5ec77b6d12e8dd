// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.contracts.analytics.UsageCodec;
import dev.llmops.contracts.analytics.UsageTotals;
import dev.llmops.contracts.gateway.CallStatus;
import dev.llmops.contracts.marketplace.Plan;
import dev.llmops.gateway.ScriptedInference.Step;
import dev.llmops.platform.web.Readiness;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the data plane knows, when it learns it, and what it does without the control plane. */
final class SnapshotKeeperTest {
    @TempDir
    private Path home;

    private final Clock clock = Clock.systemUTC();
    private Controls controls = new Controls(clock);
    private MemoryLog log = new MemoryLog();

    @BeforeEach
    void empty() {
        controls = new Controls(clock);
        log = new MemoryLog();
    }

    @Test
    void aKeyWorksTheMomentItWasMadeAndEndsWithinASecondOfItsRevocation() throws Exception {
        try (GatewayHarness gateway = start(from -> Map.of())) {
            String key = controls.subscriber("chat", Controls.UNLIMITED);
            assertThat(gateway.call(key, GatewayHarness.BODY).statusCode()).isEqualTo(200);

            long revokedAt = System.nanoTime();
            controls.revoke(key);
            GatewayHarness.await(() -> status(gateway, key) == 401);
            assertThat(System.nanoTime() - revokedAt).isLessThan(TimeUnit.SECONDS.toNanos(1));
            assertThat(gateway.call(key, GatewayHarness.BODY).body()).contains("\"code\":\"key_revoked\"");
        }
    }

    @Test
    void aRevocationDoesNotWaitForALongTransactionOfSomebodyElse() throws Exception {
        try (GatewayHarness gateway = start(from -> Map.of())) {
            String key = controls.subscriber("chat", Controls.UNLIMITED);
            controls.say("identity.key.issued");
            assertThat(status(gateway, key)).isEqualTo(200);
            controls.hidden = true;
            long revokedAt = System.nanoTime();
            controls.revoke(key);
            GatewayHarness.await(() -> status(gateway, key) == 401);
            assertThat(System.nanoTime() - revokedAt).isLessThan(TimeUnit.SECONDS.toNanos(1));
        }
    }

    @Test
    void anUnknownKeyIsAskedAboutOnceAndThenRefusedFromMemory() throws Exception {
        try (GatewayHarness gateway = start(from -> Map.of())) {
            String unknown = controls.key(null, Instant.MAX, null);
            controls.keys.clear();
            for (int i = 0; i < 5; i++) {
                assertThat(status(gateway, unknown)).isEqualTo(401);
            }
            assertThat(controls.lookups).hasValue(1);
            assertThat(status(gateway, unknown.substring(0, unknown.length() - 1) + "!"))
                    .isEqualTo(401);
            assertThat(controls.lookups).hasValue(1);
        }
    }

    @Test
    void aColdStartWithoutTheControlPlaneServesWhatWasKnown() throws Exception {
        String key = controls.subscriber("chat", Controls.UNLIMITED);
        try (GatewayHarness gateway = start(from -> Map.of())) {
            assertThat(gateway.call(key, GatewayHarness.BODY).statusCode()).isEqualTo(200);
        }
        controls.away = true;
        try (GatewayHarness gateway = start(from -> Map.of())) {
            assertThat(gateway.call(key, GatewayHarness.BODY).statusCode()).isEqualTo(200);
            gateway.upstream.answers(ScriptedInference.whole("{}"));
            GatewayHarness.await(() -> "stale".equals(report(gateway).facts().get("snapshot")));
            assertThat(report(gateway).ready()).isTrue();
            String made = controls.subscriber("chat", Controls.UNLIMITED);
            assertThat(status(gateway, made)).isEqualTo(401);

            controls.away = false;
            GatewayHarness.await(() -> "fresh".equals(report(gateway).facts().get("snapshot")));
            GatewayHarness.await(() -> status(gateway, made) == 200);
        }
    }

    @Test
    void anAlteredSnapshotAdmitsNobody() throws Exception {
        String key = controls.subscriber("chat", Controls.UNLIMITED);
        start(from -> Map.of()).close();
        Path file = home.resolve("gateway").resolve("snapshot");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 2] ^= 1;
        Files.write(file, bytes);
        controls.away = true;
        try (GatewayHarness gateway = start(from -> Map.of())) {
            assertThat(status(gateway, key)).isEqualTo(401);
            assertThat(report(gateway).ready()).isTrue();
            assertThat(report(gateway).facts()).containsEntry("keys", "0");
        }
    }

    @Test
    void aProcessThatLosesTheControlPlaneGoesOn() throws Exception {
        String key = controls.subscriber("chat", Controls.UNLIMITED);
        try (GatewayHarness gateway = start(from -> Map.of())) {
            controls.away = true;
            GatewayHarness.await(() -> "stale".equals(report(gateway).facts().get("snapshot")));
            assertThat(gateway.call(key, GatewayHarness.BODY).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aQuotaThatWasUsedUpBeforeTheStartIsUsedUpAfterIt() throws Exception {
        String key = controls.subscriber("chat", new Plan("p", 5L, null, 600, 100, null));
        UsageTotals totals = from -> Map.of(controls.offerOf(key).subscriptionId(), new UsageTotals.Totals(5, 50));
        try (GatewayHarness gateway = start(totals)) {
            assertThat(gateway.call(key, GatewayHarness.BODY).body()).contains("insufficient_quota");
        }
    }

    @Test
    void noCallIsTakenBeforeTheCountsStand() throws Exception {
        String key = controls.subscriber("chat", Controls.UNLIMITED);
        AtomicBoolean broken = new AtomicBoolean(true);
        UsageTotals totals = from -> {
            if (broken.get()) {
                throw new IllegalStateException("the store is not there yet");
            }
            return Map.of();
        };
        try (GatewayHarness gateway = start(totals)) {
            assertThat(report(gateway).ready()).isFalse();
            assertThat(report(gateway).facts()).containsEntry("quota", "pending");
            assertThat(gateway.call(key, GatewayHarness.BODY).body()).contains("overloaded");
            broken.set(false);
            GatewayHarness.await(() -> report(gateway).ready());
            assertThat(gateway.call(key, GatewayHarness.BODY).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void streamsThatAnEarlierProcessLeftOpenAreClosedAsAborted() throws Exception {
        String key = controls.subscriber("chat", Controls.UNLIMITED);
        GatewayHarness gateway = start(from -> Map.of());
        gateway.upstream.answers(List.of(sink -> sink.head(200, "text/event-stream", -1), (Step)
                sink -> sink.bytes(ScriptedInference.bytes("data: {}\n\n"))));
        try (RawClient client = new RawClient(gateway.port.get())) {
            client.post(key, GatewayHarness.STREAM).readUntil("data: {}");
            assertThat(log.entries).singleElement().isInstanceOf(UsageCodec.Opened.class);
            // Another process finds the same log while this one still hangs, as after kill -9.
            start(from -> Map.of()).close();
            assertThat(log.entries.getLast()).isInstanceOfSatisfying(UsageCodec.Closed.class, closed -> {
                assertThat(closed.callId()).isEqualTo(log.entries.getFirst().callId());
                assertThat(closed.status()).isEqualTo(CallStatus.ABORTED);
                assertThat(closed.usage()).isEqualTo(ScriptedInference.SO_FAR);
            });
            start(from -> Map.of()).close();
            assertThat(log.entries).hasSize(2);
        } finally {
            gateway.close();
        }
    }

    private GatewayHarness start(UsageTotals totals) throws Exception {
        GatewayHarness gateway = new GatewayHarness(home, clock, controls, log, totals, Bounds.DEFAULT);
        gateway.upstream.answers(ScriptedInference.whole("{}"));
        gateway.lifecycle.start();
        return gateway;
    }

    private static Readiness.Report report(GatewayHarness gateway) {
        return gateway.readiness.check();
    }

    private static int status(GatewayHarness gateway, String key) {
        try {
            return gateway.call(key, GatewayHarness.BODY).statusCode();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
