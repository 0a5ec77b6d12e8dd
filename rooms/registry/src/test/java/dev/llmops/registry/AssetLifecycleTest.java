// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.contracts.registry.AssetRef;
import dev.llmops.contracts.registry.AssetStatus;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Event;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import dev.llmops.kits.postgres.PostgresKit;
import dev.llmops.platform.sql.RoomSchema;
import dev.llmops.registry.document.JsonSource;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AssetLifecycleTest {
    @RegisterExtension
    static final PostgresKit POSTGRES = PostgresKit.of(new RoomSchema("registry"));

    private final RegistryKit registry = new RegistryKit(POSTGRES);
    private final Caller admin = POSTGRES.admin();

    @Test
    void aVersionGoesThroughItsLife() {
        Asset draft = registry.applied(admin, Manifests.model("life", "1.0.0"));
        registry.published(admin, Manifests.model("life", "2.0.0"));
        Asset published = registry.publish(admin, draft.id());
        assertThat(published.status()).isEqualTo(AssetStatus.PUBLISHED);
        assertThat(published.publishedAt()).isNotNull();
        assertThat(published.statusReason()).isEqualTo("ready");
        Instant sunset = Instant.now().plus(30, ChronoUnit.DAYS).truncatedTo(ChronoUnit.MICROS);
        Asset deprecated = deprecate(draft.id(), "use 2", "life@2.0.0", sunset);
        assertThat(deprecated.successor()).isEqualTo("life@2.0.0");
        assertThat(deprecated.sunsetAt()).isEqualTo(sunset);
        Asset retired = registry.retire(admin, draft.id());
        assertThat(retired.status()).isEqualTo(AssetStatus.RETIRED);
        assertThat(retired.revision()).isEqualTo(4);
        assertThat(retired.successor()).isEqualTo("life@2.0.0");
        assertThat(steps(draft.id())).containsExactly("draft>published", "published>deprecated", "deprecated>retired");
    }

    @Test
    void everyIllegalStepIsRefusedWithBothStates() {
        String id = registry.applied(admin, Manifests.model("illegal", "1.0.0")).id();
        assertIllegal(() -> deprecate(id, "x", null, null), "draft", "deprecated");
        assertIllegal(() -> registry.retire(admin, id), "draft", "retired");
        registry.publish(admin, id);
        deprecate(id, "x", null, null);
        assertIllegal(() -> registry.publish(admin, id), "deprecated", "published");
        assertIllegal(() -> deprecate(id, "another reason", null, null), "deprecated", "deprecated");
        registry.retire(admin, id);
        assertIllegal(() -> registry.publish(admin, id), "retired", "published");
        assertIllegal(() -> deprecate(id, "x", null, null), "retired", "deprecated");
    }

    @Test
    void aStepThatWasTakenMayBeAskedForAgain() {
        String id = registry.applied(admin, Manifests.model("again", "1.0.0")).id();
        long revision = registry.publish(admin, id).revision();
        assertThat(registry.publish(admin, id).revision()).isEqualTo(revision);
        deprecate(id, "x", null, null);
        assertThat(deprecate(id, "x", null, null).revision()).isEqualTo(revision + 1);
        registry.retire(admin, id);
        assertThat(registry.retire(admin, id).revision()).isEqualTo(revision + 2);
        assertThat(steps(id)).hasSize(3);
    }

    @Test
    void ofSixteenWhoPublishOneVersionOneDoesIt() throws Exception {
        String id = registry.applied(admin, Manifests.model("publish-race", "1.0.0"))
                .id();
        List<Asset> results = AssetRegistrationTest.together(() -> registry.publish(admin, id));
        assertThat(results).extracting(Asset::status).containsOnly(AssetStatus.PUBLISHED);
        assertThat(results).extracting(Asset::revision).containsOnly(2L);
        assertThat(results)
                .extracting(Asset::publishedAt)
                .containsOnly(results.getFirst().publishedAt());
        assertThat(steps(id)).containsExactly("draft>published");
    }

    /** Publication and a changed draft race: what is published is never changed afterwards. */
    @Test
    void aDraftThatIsPublishedWhileItIsAppliedStaysWhatWasPublished() throws Exception {
        for (int round = 0; round < 10; round++) {
            String name = "both-" + round;
            String id = registry.applied(admin, Manifests.model(name, "1.0.0")).id();
            String changed = Manifests.model(name, "1.0.0").replace("128000", "1000");
            List<Object> results = AssetRegistrationTest.together(() -> {
                if (Thread.currentThread().threadId() % 2 == 0) {
                    return registry.publish(admin, id);
                }
                try {
                    return registry.applyAll(admin, changed);
                } catch (Problem problem) {
                    return problem.code();
                }
            });
            Asset published = registry.publish(admin, id);
            assertThat(results).allSatisfy(result -> {
                if (result instanceof Asset asset) {
                    assertThat(asset.digest()).isEqualTo(published.digest());
                }
            });
        }
    }

    @Test
    void aPromptWithAnUndeclaredPlaceholderIsNotPublished() {
        String prompt = Manifests.prompt("incomplete", "1.0.0").replace("question: {type", "query: {type");
        String id = registry.applied(admin, prompt).id();
        Problem problem = catchThrowableOfType(Problem.class, () -> registry.publish(admin, id));
        assertThat(problem.code()).isEqualTo(ErrorCode.CHECKS_FAILED);
        assertThat(problem.violations()).extracting(Violation::field).containsExactly("/spec/variables/question");
        assertThat(registry.catalogue.get(admin, id).status()).isEqualTo(AssetStatus.DRAFT);
        registry.applied(admin, Manifests.prompt("incomplete", "1.0.0"));
        assertThat(registry.publish(admin, id).status()).isEqualTo(AssetStatus.PUBLISHED);
    }

    @Test
    void aServiceIsPublishedOnlyWithAModelOfItsOrganisation() {
        registry.applied(POSTGRES.otherAdmin(), Manifests.model("elsewhere", "1.0.0"));
        String id = registry.applied(admin, Manifests.service("pointing", "1.0.0", "elsewhere@1.0.0"))
                .id();
        Problem problem = catchThrowableOfType(Problem.class, () -> registry.publish(admin, id));
        assertThat(problem.code()).isEqualTo(ErrorCode.CHECKS_FAILED);
        assertThat(problem.detail()).startsWith("/spec/model: 'elsewhere@1.0.0' (expected: ");
        registry.applied(admin, Manifests.model("elsewhere", "1.0.0"));
        assertThat(registry.publish(admin, id).status()).isEqualTo(AssetStatus.PUBLISHED);
    }

    @Test
    void theModelOfAPublishedServiceIsNotDeleted() {
        String model =
                registry.applied(admin, Manifests.model("needed", "1.0.0")).id();
        String service = registry.published(admin, Manifests.service("needing", "1.0.0", "needed@1.0.0"))
                .id();
        Problem problem = catchThrowableOfType(Problem.class, () -> registry.editing.delete(admin, model));
        assertThat(problem.code()).isEqualTo(ErrorCode.CONFLICT);
        registry.retire(admin, service);
        registry.editing.delete(admin, model);
        assertThat(registry.door.find(admin, AssetRef.parse(AssetKind.MODEL, "needed@1.0.0")))
                .isEmpty();
    }

    @Test
    void successorAndSunsetAreChecked() {
        String id =
                registry.published(admin, Manifests.model("ending", "1.0.0")).id();
        assertInvalid(() -> deprecate(id, "x", "ending@9.0.0", null), "successor");
        assertInvalid(() -> deprecate(id, "x", "ending@1.0.0", null), "successor");
        assertInvalid(() -> deprecate(id, "x", "ending", null), "successor");
        assertInvalid(() -> deprecate(id, "x", null, Instant.now().minusSeconds(1)), "sunset_at");
        assertThat(registry.catalogue.get(admin, id).status()).isEqualTo(AssetStatus.PUBLISHED);
    }

    @Test
    void latestIsTheHighestPublishedRelease() {
        AssetRef latest = AssetRef.parse(AssetKind.MODEL, "late");
        registry.applyAll(
                admin,
                Manifests.model("late", "1.10.0"),
                Manifests.model("late", "1.9.0"),
                Manifests.model("late", "2.0.0-rc.1"),
                Manifests.model("late", "3.0.0"));
        assertThat(registry.door.find(admin, latest)).isEmpty();
        for (String version : List.of("1.9.0", "1.10.0", "2.0.0-rc.1")) {
            AssetRef ref = new AssetRef(AssetKind.MODEL, "late", version);
            registry.publish(admin, registry.door.find(admin, ref).orElseThrow().id());
        }
        Optional<Asset> found = registry.door.find(admin, latest);
        assertThat(found)
                .hasValueSatisfying(asset -> assertThat(asset.version()).isEqualTo("1.10.0"));
        deprecate(found.orElseThrow().id(), "x", null, null);
        assertThat(registry.door.find(admin, latest))
                .hasValueSatisfying(asset -> assertThat(asset.version()).isEqualTo("1.9.0"));
    }

    @Test
    void theDoorLeavesADraftAloneWhenItIsToRetire() {
        String id = registry.applied(admin, Manifests.model("left", "1.0.0")).id();
        assertThat(registry.door.retire(admin, id, "compensation").status()).isEqualTo(AssetStatus.DRAFT);
        registry.door.publish(admin, id, "approved");
        assertThat(registry.door.retire(admin, id, "compensation").status()).isEqualTo(AssetStatus.RETIRED);
        assertThat(registry.door.retire(admin, id, "again").statusReason()).isEqualTo("compensation");
    }

    private Asset deprecate(String id, String reason, @Nullable String successor, @Nullable Instant sunsetAt) {
        return registry.lifecycle.take(
                admin, id, new AssetLifecycle.Step(AssetStatus.DEPRECATED, reason, successor, sunsetAt));
    }

    private static void assertIllegal(Runnable step, String from, String to) {
        Problem problem = catchThrowableOfType(Problem.class, step::run);
        assertThat(problem.code()).isEqualTo(ErrorCode.INVALID_TRANSITION);
        assertThat(problem.detail()).contains(" is " + from + " ", "become " + to);
    }

    private static void assertInvalid(Runnable step, String field) {
        Problem problem = catchThrowableOfType(Problem.class, step::run);
        assertThat(problem.code()).isEqualTo(ErrorCode.VALIDATION_FAILED);
        assertThat(problem.violations()).extracting(Violation::field).containsExactly(field);
    }

    private static List<String> steps(String id) {
        List<String> steps = new ArrayList<>();
        for (Event event : POSTGRES.events()) {
            if (event.subject().equals(id) && event.type().equals("registry.asset.status_changed")) {
                var data = JsonSource.read(event.data()).root();
                steps.add(data.path("from").asText() + ">" + data.path("to").asText());
            }
        }
        return steps;
    }
}
