// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.contracts.forge.Upstream;
import dev.llmops.contracts.forge.UpstreamKind;
import dev.llmops.contracts.forge.Upstreams.Probe;
import dev.llmops.contracts.forge.Upstreams.Registration;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.kernel.Violation;
import dev.llmops.kits.postgres.PostgresKit;
import dev.llmops.kits.provider.ProviderKit;
import dev.llmops.kits.provider.ProviderSettings;
import dev.llmops.platform.sql.RoomSchema;
import dev.llmops.platform.web.outbound.AddressCheck;
import dev.llmops.platform.web.outbound.AddressPolicy;
import dev.llmops.platform.web.outbound.Cidr;
import dev.llmops.platform.web.outbound.HostLookup;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every kind is kept, and its probe speaks its dialect. */
class UpstreamKindsTest {
    @RegisterExtension
    static final PostgresKit POSTGRES = PostgresKit.of(new RoomSchema("forge"));

    private static final Vertx VERTX = Vertx.vertx();
    private static final ProviderKit PROVIDER = ProviderKit.start(ProviderSettings.DEFAULT.withRequiredKey("right"));

    @AfterAll
    static void close() {
        PROVIDER.close();
        VERTX.close();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SIMULATOR")
    void aKindIsKeptAndProbed(UpstreamKind kind) {
        UpstreamCatalogue catalogue = catalogue();
        Caller admin = POSTGRES.admin();
        Upstream right = catalogue.create(admin, registration(kind, "right"));
        assertThat(catalogue.get(POSTGRES.tenant(), right.id())).isEqualTo(right);
        Probe passed = catalogue.probe(admin, right.id(), "stub");
        assertThat(passed.findings()).isEmpty();
        assertThat(passed.passed()).isTrue();
        Upstream wrong = catalogue.create(admin, registration(kind, "wrong"));
        assertThat(catalogue.probe(admin, wrong.id(), "stub").findings())
                .extracting(Violation::field)
                .containsExactly("credential");
    }

    private static Registration registration(UpstreamKind kind, String key) {
        String name = kind.name().toLowerCase(Locale.ROOT).replace('_', '-') + "-" + key;
        return new Registration(name, kind, PROVIDER.serverUrl(), credential(kind, key), null, null, null);
    }

    private static String credential(UpstreamKind kind, String key) {
        return kind == UpstreamKind.BEDROCK ? key + ":secret@eu-central-1" : key;
    }

    private static UpstreamCatalogue catalogue() {
        AddressPolicy policy = new AddressPolicy(List.of(Cidr.parse("127.0.0.1/32")));
        Clock clock = Clock.tick(Clock.systemUTC(), Duration.ofNanos(1_000));
        InferenceDispatch inference =
                new InferenceDispatch(VERTX, POSTGRES.sealer(), policy, HostLookup.system(), clock);
        return new UpstreamCatalogue(
                POSTGRES.database(),
                POSTGRES.systemReads(),
                POSTGRES.sealer(),
                new AddressCheck(policy, HostLookup.system()),
                new UpstreamProbe(VERTX, inference),
                clock);
    }
}
