// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.contracts.identity.KeyGrant;
import dev.llmops.contracts.marketplace.Plan;
import dev.llmops.gateway.cache.CacheMode;
import dev.llmops.gateway.cache.CachePolicy;
import dev.llmops.gateway.cache.CacheScope;
import dev.llmops.gateway.limit.Limit;
import dev.llmops.gateway.limit.LimitLevel;
import dev.llmops.gateway.limit.LimitResource;
import dev.llmops.gateway.limit.LimitSet;
import dev.llmops.gateway.limit.LimitWindow;
import dev.llmops.gateway.limit.PriorityClass;
import dev.llmops.gateway.route.RouteSpec;
import dev.llmops.gateway.route.RouteSpec.Breaker;
import dev.llmops.gateway.route.RouteSpec.Hedge;
import dev.llmops.gateway.route.RouteSpec.Rates;
import dev.llmops.gateway.route.RouteSpec.Retry;
import dev.llmops.gateway.route.RouteSpec.Share;
import dev.llmops.gateway.route.RouteSpec.TargetSpec;
import dev.llmops.gateway.route.RouteStrategy;
import dev.llmops.gateway.route.StoredRoute;
import dev.llmops.kernel.EventPosition;
import dev.llmops.platform.home.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SnapshotFileTest {
    private static final Instant NOW = Instant.parse("2026-03-15T12:00:00.123456Z");

    @TempDir
    private Path home;

    private SnapshotContents contents;

    /** A route with everything that can be left out, once said and once not. */
    private static StoredRoute route() {
        TargetSpec full = new TargetSpec(
                "a",
                "up",
                "id",
                "m",
                3,
                1,
                List.of("t"),
                9L,
                "eu",
                "request.stream",
                7,
                "m@1.0.0",
                "p",
                "q",
                new Rates(1, 2));
        TargetSpec bare =
                new TargetSpec("b", "up", "id", "m", 1, 0, List.of(), null, null, null, null, null, null, null, null);
        RouteSpec spec = new RouteSpec(
                RouteStrategy.LEAST_COST,
                List.of(full, bare),
                null,
                new Share("b", 2.5),
                null,
                List.of("b"),
                new Hedge(5, 1),
                Retry.DEFAULT,
                1_000,
                Breaker.DEFAULT,
                new CachePolicy(CacheMode.EXACT, 60, CacheScope.TENANT, 4_096));
        return new StoredRoute(Controls.TENANT, "chat", spec, 4, NOW, NOW);
    }

    @Test
    void aFileOfAVersionWithoutRoutesIsRead() throws IOException {
        SnapshotContents before = new SnapshotContents(
                contents.position(), NOW, contents.keys(), contents.offers(), contents.upstreams(), null, null);
        file(NOW).write(before);
        assertThat(file(NOW).read().orElseThrow().allRoutes()).isEmpty();
        assertThat(file(NOW).read().orElseThrow().allLimits()).isEmpty();
    }

    @BeforeEach
    void contents() {
        Controls controls = new Controls(Clock.fixed(NOW, ZoneOffset.UTC));
        controls.subscriber("chat", Plan.METERED);
        controls.subscriber("other", Controls.UNLIMITED);
        controls.routes.put("chat", route());
        controls.limits.add(new LimitSet(
                Controls.TENANT,
                LimitLevel.ORGANISATION,
                "self",
                PriorityClass.HIGH,
                List.of(),
                List.of(new Limit(LimitResource.REQUESTS, LimitWindow.DAY, 5, NOW)),
                2,
                NOW,
                NOW));
        contents = new SnapshotContents(
                new EventPosition(1, 2, 3),
                NOW,
                controls.directory().all(),
                controls.offers().all(),
                controls.upstreams().all(),
                controls.routes().all(),
                controls.limits().all());
    }

    @Test
    void whatWasWrittenIsReadBack() throws IOException {
        file(NOW).write(contents);
        assertThat(file(NOW).read()).contains(contents);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
                .isEqualTo("rw-------");
        assertThat(contents.keys()).extracting(KeyGrant::id).hasSize(2);
    }

    @Test
    void anAlteredFileIsNotUsed() throws IOException {
        file(NOW).write(contents);
        byte[] bytes = Files.readAllBytes(path());
        for (int at : List.of(0, 31, 32, bytes.length / 2, bytes.length - 1)) {
            byte[] altered = bytes.clone();
            altered[at] ^= 1;
            Files.write(path(), altered);
            assertThat(file(NOW).read()).as("byte %d", at).isEmpty();
        }
        Files.write(path(), bytes);
        assertThat(file(NOW).read()).isPresent();
    }

    @Test
    void aCutFileIsNotUsed() throws IOException {
        file(NOW).write(contents);
        byte[] bytes = Files.readAllBytes(path());
        for (int length : List.of(0, 1, 32, 33, bytes.length - 1)) {
            Files.write(path(), java.util.Arrays.copyOf(bytes, length));
            assertThat(file(NOW).read()).as("%d bytes", length).isEmpty();
        }
    }

    @Test
    void aFileOfAnotherMasterKeyIsNotUsed() throws IOException {
        file(NOW).write(contents);
        SnapshotFile other = new SnapshotFile(
                new Home(home), new GatewayHarness.FixedSealer((byte) 8), Clock.fixed(NOW, ZoneOffset.UTC));
        assertThat(other.read()).isEmpty();
    }

    @Test
    void aFileOlderThanADayIsNotUsed() throws IOException {
        file(NOW).write(contents);
        assertThat(file(NOW.plus(Duration.ofHours(24))).read()).isPresent();
        assertThat(file(NOW.plus(Duration.ofHours(24)).plusMillis(1)).read()).isEmpty();
    }

    private Path path() {
        return home.resolve("gateway").resolve("snapshot");
    }

    private SnapshotFile file(Instant now) {
        return new SnapshotFile(new Home(home), new GatewayHarness.FixedSealer(), Clock.fixed(now, ZoneOffset.UTC));
    }
}
