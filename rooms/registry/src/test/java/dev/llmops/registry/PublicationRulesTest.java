// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetDependency;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.contracts.registry.AssetStatus;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Event;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import dev.llmops.kits.postgres.PostgresKit;
import dev.llmops.platform.sql.RoomSchema;
import dev.llmops.registry.compare.ValueChange;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PublicationRulesTest {
    @RegisterExtension
    static final PostgresKit POSTGRES = PostgresKit.of(new RoomSchema("registry"));

    private final RegistryKit registry = new RegistryKit(POSTGRES);
    private final Caller admin = POSTGRES.admin();

    @Test
    void whatBreaksNeedsAMajorVersion() {
        registry.published(admin, Manifests.model("breaks", "1.0.0"));
        String smaller = Manifests.model("breaks", "1.1.0").replace("128000", "64000");
        Problem problem = catchThrowableOfType(Problem.class, () -> registry.published(admin, smaller));
        assertThat(problem.code()).isEqualTo(ErrorCode.BREAKING_WITHOUT_MAJOR);
        assertThat(problem.violations())
                .extracting(Violation::field)
                .containsExactly("/spec/capabilities/context_length");
        assertThat(problem.detail()).contains("version 2.0.0");
        assertThat(registry.published(admin, smaller.replace("1.1.0", "2.0.0")).status())
                .isEqualTo(AssetStatus.PUBLISHED);
    }

    @Test
    void belowOneAMinorVersionMayBreak() {
        registry.published(admin, Manifests.model("early", "0.1.0"));
        String smaller = Manifests.model("early", "0.1.1").replace("128000", "64000");
        assertThat(catchThrowableOfType(Problem.class, () -> registry.published(admin, smaller))
                        .code())
                .isEqualTo(ErrorCode.BREAKING_WITHOUT_MAJOR);
        registry.published(admin, smaller.replace("0.1.1", "0.2.0"));
    }

    @Test
    void missingSignaturesKeepAVersionADraft() {
        String id =
                registry.applied(admin, Manifests.model("unsigned", "1.0.0")).id();
        registry.provenance.findings = List.of(new Violation("signature", null, "a signature of release-key"));
        Problem problem = catchThrowableOfType(Problem.class, () -> registry.publish(admin, id));
        assertThat(problem.code()).isEqualTo(ErrorCode.CHECKS_FAILED);
        assertThat(registry.catalogue.get(admin, id).status()).isEqualTo(AssetStatus.DRAFT);
        registry.provenance.findings = List.of();
        assertThat(registry.publish(admin, id).status()).isEqualTo(AssetStatus.PUBLISHED);
    }

    @Test
    void whoStillNeedsAVersionIsNamedBeforeItIsRetired() {
        Asset base = registry.published(admin, Manifests.model("base", "1.0.0"));
        registry.published(admin, Manifests.service("user", "1.0.0", "base@1.0.0"));
        registry.published(
                admin, with(Manifests.model("child", "1.0.0"), "[{kind: model, name: base, version: ^1.0.0}]"));
        registry.published(
                admin, with(Manifests.model("friend", "1.0.0"), "[{kind: model, name: base, required: false}]"));
        registry.applied(admin, with(Manifests.model("draft", "1.0.0"), "[{kind: model, name: base}]"));
        Problem problem = catchThrowableOfType(Problem.class, () -> registry.retire(admin, base.id()));
        assertThat(problem.code()).isEqualTo(ErrorCode.HAS_DEPENDENTS);
        assertThat(problem.violations())
                .extracting(Violation::value)
                .containsExactlyInAnyOrder("service user@1.0.0", "model child@1.0.0");
        registry.published(admin, Manifests.model("base", "1.1.0"));
        Problem later = catchThrowableOfType(Problem.class, () -> registry.retire(admin, base.id()));
        assertThat(later.violations()).extracting(Violation::value).containsExactly("service user@1.0.0");
        assertThat(registry.forceRetire(admin, base.id()).status()).isEqualTo(AssetStatus.RETIRED);
    }

    @Test
    void dependenciesArePartOfTheDigestAndOfTheAsset() {
        Asset bare = registry.applied(admin, Manifests.model("bare", "1.0.0"));
        Asset needing = registry.applied(
                admin,
                with(
                        Manifests.model("bare", "1.0.0"),
                        "[{kind: tool, name: z, version: '>=1.0.0 <2', type: build}, {kind: dataset, name: a}]"));
        assertThat(needing.digest()).isNotEqualTo(bare.digest());
        assertThat(registry.catalogue.get(admin, bare.id()).dependencies())
                .containsExactly(
                        new AssetDependency(AssetKind.parse("dataset"), "a", "*", AssetDependency.Type.RUNTIME, true),
                        new AssetDependency(AssetKind.TOOL, "z", ">=1.0.0 <2", AssetDependency.Type.BUILD, true));
        assertThat(registry.door.canonical(admin, bare.id()))
                .hasValueSatisfying(canonical -> assertThat(canonical.text()).contains("\"dependencies\""));
        assertThat(registry.applied(admin, Manifests.model("bare", "1.0.0")).digest())
                .isEqualTo(bare.digest());
        Asset service = registry.applied(admin, Manifests.service("implied", "1.0.0", "bare@1.0.0"));
        assertThat(service.dependencies()).extracting(AssetDependency::toString).containsExactly("model bare 1.0.0");
        Asset twice = registry.applied(
                admin,
                with(
                        Manifests.service("implied", "1.0.0", "bare@1.0.0"),
                        "[{kind: model, name: bare, version: 1.0.0}]"));
        assertThat(twice.digest()).isEqualTo(service.digest());
    }

    @Test
    void dependenciesThatAreNoneAreRefusedAtTheirPlace() {
        assertRefused("[{kind: model, name: a, version: ^^1}]", "/dependencies/0/version");
        assertRefused("[{kind: model, name: a}, {kind: model, name: a, version: ^1.0.0}]", "/dependencies/1");
        assertRefused("[{kind: model}]", "/dependencies/0/name");
        assertRefused("[{kind: model, name: a, type: love}]", "/dependencies/0/type");
        assertRefused("[{kind: model, name: ../a}]", "/dependencies/0/name");
    }

    @Test
    void aDryRunSaysWhatWouldChange() {
        registry.applied(admin, Manifests.model("diff", "1.0.0"));
        String changed =
                Manifests.model("diff", "1.0.0").replace("128000", "64000").replace("chat]", "chat, new]");
        var manifests =
                registry.manifests.read(admin.tenant(), changed.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        for (boolean dryRun : new boolean[] {true, false}) {
            AssetRegistration.Reconciled result =
                    registry.registration.reconcile(admin, manifests, dryRun).getFirst();
            assertThat(ValueChange.between(result.before(), result.applied().asset()))
                    .extracting(ValueChange::pointer)
                    .containsExactlyInAnyOrder("/spec/capabilities/context_length", "/tags/1");
        }
    }

    @Test
    void everyChangeIsKept() {
        Asset asset = registry.applied(admin, Manifests.model("kept", "1.0.0"));
        registry.applied(admin, Manifests.model("kept", "1.0.0").replace("{team: support}", "{team: sales}"));
        registry.publish(admin, asset.id());
        List<String> rows = POSTGRES.database().read(admin.tenant(), sql -> sql.createQuery(
                        "SELECT action || ' ' || before_state || ' ' || after_state FROM registry.asset_change"
                                + " WHERE asset_id = :id ORDER BY id")
                .bind("id", asset.id())
                .mapTo(String.class)
                .list());
        assertThat(rows).hasSize(2);
        assertThat(rows.getFirst())
                .isEqualTo("updated {\"labels\": {\"team\": \"support\"}} {\"labels\": {\"team\": \"sales\"}}");
        assertThat(rows.getLast()).startsWith("published {\"status\": \"draft\"}");
        assertThat(POSTGRES.events())
                .filteredOn(event -> event.subject().equals(asset.id()))
                .extracting(Event::type)
                .containsExactly(
                        "registry.asset.registered",
                        "registry.labels.changed",
                        "registry.asset.updated",
                        "registry.asset.status_changed");
    }

    @Test
    void versionsAreDescribedById() {
        Asset one = registry.applied(admin, Manifests.model("described", "1.0.0"));
        Asset two = registry.applied(admin, Manifests.model("described", "1.1.0"));
        assertThat(registry.door.describe(admin.tenant(), List.of(one.id(), two.id(), "01JCZZZZZZZZZZZZZZZZZZZZZZ")))
                .extracting(Asset::id)
                .containsExactlyInAnyOrder(one.id(), two.id());
        assertThat(registry.door.describe(POSTGRES.otherAdmin().tenant(), List.of(one.id())))
                .isEmpty();
    }

    private void assertRefused(String dependencies, String place) {
        Problem problem = catchThrowableOfType(
                Problem.class, () -> registry.applied(admin, with(Manifests.model("self", "1.0.0"), dependencies)));
        assertThat(problem.code()).isEqualTo(ErrorCode.VALIDATION_FAILED);
        assertThat(problem.violations()).extracting(Violation::field).containsExactly(place);
        assertThat(problem.violations()).extracting(Violation::line).doesNotContainNull();
    }

    private static String with(String manifest, String dependencies) {
        return manifest + "dependencies: " + dependencies + "\n";
    }
}
