// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.contracts.forge.Upstream;
import dev.llmops.contracts.forge.UpstreamKind;
import dev.llmops.contracts.forge.Upstreams.Probe;
import dev.llmops.contracts.forge.Upstreams.Registration;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Event;
import dev.llmops.kernel.Page;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.Problem;
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
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpstreamCatalogueTest {
    @RegisterExtension
    static final PostgresKit POSTGRES = PostgresKit.of(new RoomSchema("forge"));

    private static final Vertx VERTX = Vertx.vertx();
    private static final ProviderKit PROVIDER = ProviderKit.start(ProviderSettings.DEFAULT.withRequiredKey("sk-right"));
    private static int names;

    @Nullable
    private static UpstreamCatalogue catalogue;

    @BeforeAll
    static void open() {
        Clock clock = Clock.tick(Clock.systemUTC(), Duration.ofNanos(1_000));
        AddressPolicy policy = new AddressPolicy(List.of(Cidr.parse("127.0.0.1/32")));
        InferenceDispatch inference =
                new InferenceDispatch(VERTX, POSTGRES.sealer(), policy, HostLookup.system(), clock);
        catalogue = new UpstreamCatalogue(
                POSTGRES.database(),
                POSTGRES.systemReads(),
                POSTGRES.sealer(),
                new AddressCheck(policy, HostLookup.system()),
                new UpstreamProbe(VERTX, inference),
                clock);
    }

    @AfterAll
    static void close() {
        PROVIDER.close();
        VERTX.close();
    }

    @Test
    void whatWasCreatedIsFoundByNameAndIdAndByAllReaders() {
        Upstream made = catalogue().create(admin(), openAi(name(), "sk-right"));
        assertThat(catalogue().find(admin(), made.name())).contains(made);
        assertThat(catalogue().get(POSTGRES.tenant(), made.id())).isEqualTo(made);
        assertThat(catalogue().all()).contains(made);
        assertThat(made.revision()).isEqualTo(1);
        assertThat(made.timeoutMillis()).isEqualTo(60_000);
        assertThat(made.baseUrl()).isEqualTo(PROVIDER.baseUrl());
        Event event = eventOf(made.id());
        assertThat(event.type()).isEqualTo("forge.upstream.changed");
        assertThat(event.data()).contains(made.name()).doesNotContain("sk-right");
    }

    @Test
    void theCredentialIsStoredSealedAndNeverShown() {
        Upstream made = catalogue().create(admin(), openAi(name(), "sk-right"));
        String stored = POSTGRES.owner()
                .withHandle(sql -> sql.createQuery("SELECT sealed_credential FROM forge.upstream WHERE id = :id")
                        .bind("id", made.id())
                        .mapTo(String.class)
                        .one());
        assertThat(stored).startsWith("v1.").doesNotContain("sk-right");
        assertThat(made.toString()).doesNotContain(stored).doesNotContain("sk-right");
        assertThat(openAi("x", "sk-right").toString()).doesNotContain("sk-right");
    }

    @Test
    void anotherTenantSeesNothingOfIt() {
        Upstream made = catalogue().create(admin(), openAi(name(), null));
        Caller other = POSTGRES.otherAdmin();
        assertThat(catalogue().find(other, made.name())).isEmpty();
        assertRefused(ErrorCode.NOT_FOUND, () -> catalogue().get(other.tenant(), made.id()));
        assertRefused(ErrorCode.NOT_FOUND, () -> catalogue()
                .change(other, made.id(), renamed("mine"), UpstreamCatalogueTest::any));
        assertRefused(ErrorCode.NOT_FOUND, () -> catalogue().delete(other, made.id()));
        assertRefused(ErrorCode.NOT_FOUND, () -> catalogue().probe(other, made.id(), "stub"));
        assertThat(catalogue().create(other, openAi(made.name(), null)).id()).isNotEqualTo(made.id());
    }

    @Test
    void aTakenNameIsRefusedAndFreeAgainAfterTheDeletion() {
        Upstream made = catalogue().create(admin(), openAi(name(), null));
        assertRefused(ErrorCode.DUPLICATE, () -> catalogue().create(admin(), openAi(made.name(), null)));
        catalogue().delete(admin(), made.id());
        catalogue().delete(admin(), made.id());
        assertThat(catalogue().find(admin(), made.name())).isEmpty();
        assertThat(catalogue().all()).doesNotContain(made);
        assertThat(eventOf(made.id()).type()).isEqualTo("forge.upstream.deleted");
        assertThat(catalogue().create(admin(), openAi(made.name(), null)).id()).isNotEqualTo(made.id());
    }

    @Test
    void registeringTheSameAgainGivesTheSame() {
        Registration registration = openAi(name(), "sk-right");
        Upstream first = catalogue().register(admin(), registration);
        assertThat(catalogue().register(admin(), registration)).isEqualTo(first);
        assertRefused(ErrorCode.DUPLICATE, () -> catalogue().register(admin(), openAi(first.name(), "sk-other")));
        assertRefused(ErrorCode.DUPLICATE, () -> catalogue().register(admin(), openAi(first.name(), null)));
    }

    @Test
    void aChangeRaisesTheRevisionAndKeepsTheCredential() {
        Upstream made = catalogue().create(admin(), openAi(name(), "sk-right"));
        Upstream changed = catalogue()
                .change(
                        admin(),
                        made.id(),
                        new UpstreamPatch(null, null, null, null, 900L, null, null),
                        UpstreamCatalogueTest::any);
        assertThat(changed.revision()).isEqualTo(2);
        assertThat(changed.timeoutMillis()).isEqualTo(900);
        assertThat(changed.sealedCredential()).isEqualTo(made.sealedCredential());
        Upstream same = catalogue()
                .change(
                        admin(),
                        made.id(),
                        new UpstreamPatch(null, null, null, "sk-right", 900L, null, null),
                        UpstreamCatalogueTest::any);
        assertThat(same.revision()).isEqualTo(2);
        Upstream bare = catalogue()
                .change(
                        admin(),
                        made.id(),
                        new UpstreamPatch(null, null, null, "", null, null, null),
                        UpstreamCatalogueTest::any);
        assertThat(bare.sealedCredential()).isNull();
        assertThat(catalogue().get(POSTGRES.tenant(), made.id())).isEqualTo(bare);
    }

    @Test
    void aCredentialDoesNotFollowToAnotherServer() {
        Upstream made = catalogue().create(admin(), openAi(name(), "sk-right"));
        String elsewhere = "http://127.0.0.1:1/v1";
        assertRefused(ErrorCode.VALIDATION_FAILED, () -> catalogue()
                .change(
                        admin(),
                        made.id(),
                        new UpstreamPatch(null, null, elsewhere, null, null, null, null),
                        UpstreamCatalogueTest::any));
        Upstream moved = catalogue()
                .change(
                        admin(),
                        made.id(),
                        new UpstreamPatch(null, null, elsewhere, "sk-new", null, null, null),
                        UpstreamCatalogueTest::any);
        assertThat(moved.baseUrl()).isEqualTo(elsewhere);
        assertThat(moved.sealedCredential()).isNotNull().isNotEqualTo(made.sealedCredential());
        Upstream simulated = catalogue()
                .change(
                        admin(),
                        made.id(),
                        new UpstreamPatch(null, "simulator", null, null, null, 5L, null),
                        UpstreamCatalogueTest::any);
        assertThat(simulated.sealedCredential()).isNull();
        assertThat(simulated.baseUrl()).isNull();
    }

    @Test
    void renamingToATakenNameIsRefused() {
        Upstream one = catalogue().create(admin(), openAi(name(), null));
        Upstream two = catalogue().create(admin(), openAi(name(), null));
        assertRefused(ErrorCode.DUPLICATE, () -> catalogue()
                .change(admin(), two.id(), renamed(one.name()), UpstreamCatalogueTest::any));
        assertThat(catalogue().get(POSTGRES.tenant(), two.id())).isEqualTo(two);
    }

    @Test
    void theRevisionThatWasReadIsAskedFor() {
        Upstream made = catalogue().create(admin(), openAi(name(), null));
        assertThatThrownBy(() -> catalogue().change(admin(), made.id(), renamed(name()), revision -> {
                    throw new Problem(ErrorCode.PRECONDITION_FAILED, "revision " + revision);
                }))
                .hasMessage("revision 1");
        assertThat(catalogue().get(POSTGRES.tenant(), made.id())).isEqualTo(made);
    }

    @Test
    void aListIsPagedNewestFirst() {
        for (int i = 0; i < 3; i++) {
            catalogue().create(admin(), openAi(name(), null));
        }
        Page<Upstream> first = catalogue().list(POSTGRES.tenant(), PageRequest.of(2, null));
        assertThat(first.items()).hasSize(2).isSortedAccordingTo((a, b) -> b.id().compareTo(a.id()));
        Page<Upstream> second = catalogue().list(POSTGRES.tenant(), PageRequest.of(2, first.nextCursor()));
        assertThat(second.items()).isNotEmpty().doesNotContainAnyElementsOf(first.items());
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "Upper, openai_compatible, https://example.com/v1, -, -, -, name",
                "a_b, openai_compatible, https://example.com/v1, -, -, -, name",
                "a, openai_compatible, -, -, -, -, base_url",
                "a, openai_compatible, https://u:p@example.com/v1, -, -, -, base_url",
                "a, openai_compatible, https://example.com/v1, with space, -, -, credential",
                "a, openai_compatible, https://example.com/v1, -, 0, -, timeout_ms",
                "a, openai_compatible, https://example.com/v1, -, 9999999, -, timeout_ms",
                "a, openai_compatible, https://example.com/v1, -, -, 5, latency_ms",
                "a, simulator, https://example.com/v1, -, -, -, base_url",
                "a, simulator, -, sk, -, -, credential",
                "a, simulator, -, -, -, -1, latency_ms",
            })
    void aFaultIsNamed(
            String name,
            String kind,
            @Nullable String baseUrl,
            @Nullable String credential,
            @Nullable Long timeout,
            @Nullable Long latency,
            String field) {
        Registration asked =
                new Registration(name, UpstreamKind.parse(kind), baseUrl, credential, timeout, latency, null);
        assertThatThrownBy(() -> catalogue().create(admin(), asked)).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.code()).isEqualTo(ErrorCode.VALIDATION_FAILED);
            assertThat(problem.violations()).extracting(Violation::field).containsExactly(field);
            assertThat(problem.detail()).doesNotContain("u:p").doesNotContain("with space");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "http://10.0.0.1/v1",
        "http://localhost.localdomain.invalid/v1",
        "http://169.254.169.254",
        "http://[::1]:9/v1"
    })
    void anAddressThatIsNotAllowedIsRefusedAtOnce(String url) {
        ThrowingCallable create = () -> catalogue()
                .create(admin(), new Registration(name(), UpstreamKind.OPENAI_COMPATIBLE, url, null, null, null, null));
        if (url.contains(".invalid")) {
            // It has no address yet; the connection decides.
            org.assertj.core.api.Assertions.assertThatCode(create).doesNotThrowAnyException();
        } else {
            assertRefused(ErrorCode.ADDRESS_NOT_ALLOWED, create);
        }
    }

    @Test
    void aProbeOfAGoodUpstreamPasses() {
        Upstream upstream = catalogue().create(admin(), openAi(name(), "sk-right"));
        Probe probe = catalogue().probe(admin(), upstream.id(), "stub");
        assertThat(probe.findings()).isEmpty();
        assertThat(probe.passed()).isTrue();
        assertThat(probe.latency()).isPositive();
        Upstream simulator = catalogue()
                .create(admin(), new Registration(name(), UpstreamKind.SIMULATOR, null, null, null, null, null));
        assertThat(catalogue().probe(admin(), simulator.id(), "sim").passed()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "sk-wrong, stub, credential", "sk-right, stub!status=404, upstream_model",
                "sk-right, stub!status=400, upstream_model",
        "sk-right, stub!status=500, answer", "sk-right, stub!malformed, answer", "sk-right, stub!hang_up, answer",
        "sk-right, stub!no_usage, usage", "sk-right, 'stub!slow=30000', timeout_ms"
    })
    void aProbeNamesWhatItFound(String credential, String model, String field) {
        Upstream upstream = catalogue()
                .create(
                        admin(),
                        new Registration(
                                name(),
                                UpstreamKind.OPENAI_COMPATIBLE,
                                PROVIDER.baseUrl(),
                                credential,
                                300L,
                                null,
                                null));
        Probe probe = catalogue().probe(admin(), upstream.id(), model);
        assertThat(probe.passed()).isFalse();
        assertThat(probe.findings()).extracting(Violation::field).containsExactly(field);
        assertThat(probe.findings().getFirst().message()).doesNotContain("sk-");
    }

    @Test
    void aProbeOfAClosedPortSaysThatItCannotBeCalled() {
        Upstream upstream = catalogue()
                .create(
                        admin(),
                        new Registration(
                                name(),
                                UpstreamKind.OPENAI_COMPATIBLE,
                                "http://127.0.0.1:1/v1",
                                null,
                                null,
                                null,
                                null));
        Probe probe = catalogue().probe(admin(), upstream.id(), "stub");
        assertThat(probe.latency()).isNull();
        assertThat(probe.findings().getFirst().message()).contains("base_url").contains("refused");
    }

    /** Takes any revision. */
    private static void any(Long ignored) {}

    private static UpstreamCatalogue catalogue() {
        return java.util.Objects.requireNonNull(catalogue);
    }

    private static Caller admin() {
        return POSTGRES.admin();
    }

    private static String name() {
        return "upstream-" + ++names;
    }

    private static Registration openAi(String name, @Nullable String credential) {
        return new Registration(
                name, UpstreamKind.OPENAI_COMPATIBLE, PROVIDER.baseUrl() + "/", credential, null, null, null);
    }

    private static UpstreamPatch renamed(String name) {
        return new UpstreamPatch(name, null, null, null, null, null, null);
    }

    private static Event eventOf(String upstreamId) {
        return POSTGRES.events().stream()
                .filter(event -> event.subject().equals(upstreamId))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    private static void assertRefused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.code())
                .isEqualTo(code));
    }
}
