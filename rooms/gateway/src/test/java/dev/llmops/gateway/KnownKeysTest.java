// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.contracts.identity.KeyGrant;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.gateway.limit.Meters;
import dev.llmops.gateway.route.Circuits;
import dev.llmops.gateway.route.RouteCompiler;
import dev.llmops.gateway.route.TargetStates;
import dev.llmops.kernel.EventPosition;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KnownKeysTest {
    private final KnownKeys keys = new KnownKeys();

    @Test
    void theHashIsTheOneOfThePaper() {
        byte[] input = new byte[15];
        for (int i = 0; i < input.length; i++) {
            input[i] = (byte) i;
        }
        assertThat(KnownKeys.hash(new String(input, ISO_8859_1), 0x0706050403020100L, 0x0f0e0d0c0b0a0908L))
                .isEqualTo(0xa129ca6149be45e5L);
    }

    @Test
    void aKeyIsKnownWithinTheSnapshotItCameFromAndNoLonger() {
        GatewaySnapshot first = snapshot();
        GatewaySnapshot second = snapshot();
        Admission admission = first.byHash().values().iterator().next();
        assertThat(keys.find("a", first)).isNull();
        keys.remember("a", admission);
        assertThat(keys.find("a", first)).isSameAs(admission);
        assertThat(keys.find("b", first)).isNull();
        assertThat(keys.find("a", second)).isNull();
        assertThat(keys.find("a", first)).isNull();
    }

    @Test
    void whatHasNotTheFormOfAKeyIsNotRemembered() {
        GatewaySnapshot snapshot = snapshot();
        Admission admission = snapshot.byHash().values().iterator().next();
        for (String odd : List.of("\u0161\u0161", "x".repeat(97))) {
            assertThat(keys.find(odd, snapshot)).isNull();
            keys.remember(odd, admission);
            assertThat(keys.find(odd, snapshot)).isNull();
        }
        assertThat(keys.find("\u0162", snapshot)).isNull();
    }

    private static GatewaySnapshot snapshot() {
        KeyGrant key = new KeyGrant(
                Ulids.next(),
                "hash",
                new TenantId(Ulids.next()),
                "test",
                "principal",
                Set.of(),
                Set.of(Permission.GATEWAY_CALL),
                null,
                Instant.EPOCH,
                null);
        SnapshotContents contents = new SnapshotContents(
                EventPosition.START, Instant.EPOCH, List.of(key), List.of(), List.of(), List.of(), List.of());
        Clock clock = Clock.systemUTC();
        return new SnapshotMaker(
                        new UseTable(clock),
                        new Circuits(clock, new SimpleMeterRegistry()),
                        new RouteCompiler(
                                new TargetStates(new SimpleMeterRegistry(), clock), Controls.pricing(), clock),
                        new Meters(clock))
                .make(contents);
    }
}
