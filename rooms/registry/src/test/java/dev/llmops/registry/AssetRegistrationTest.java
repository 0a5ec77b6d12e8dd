// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.contracts.registry.AssetRef;
import dev.llmops.contracts.registry.Registry.Applied;
import dev.llmops.contracts.registry.Registry.Outcome;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Event;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import dev.llmops.kits.postgres.PostgresKit;
import dev.llmops.platform.sql.RoomSchema;
import dev.llmops.registry.document.JsonSource;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AssetRegistrationTest {
    @RegisterExtension
    static final PostgresKit POSTGRES = PostgresKit.of(new RoomSchema("registry"));

    private final RegistryKit registry = new RegistryKit(POSTGRES);
    private final Caller admin = POSTGRES.admin();

    @Test
    void whatIsAppliedIsReadBack() {
        Asset applied = registry.applied(admin, Manifests.model("read-back", "1.4.0"));
        Asset found = registry.catalogue.get(admin, applied.id());
        assertThat(found).usingRecursiveComparison().ignoringFields("spec").isEqualTo(applied);
        assertThat(JsonSource.read(found.spec()).root())
                .isEqualTo(JsonSource.read(applied.spec()).root());
        assertThat(found.provider()).isEqualTo("openai");
        assertThat(found.digest()).matches("sha256:[0-9a-f]{64}");
        assertThat(found.revision()).isEqualTo(1);
        assertThat(found.createdBy()).isEqualTo(admin.name());
        assertThat(registry.door.find(admin, AssetRef.parse(AssetKind.MODEL, "read-back@1.4.0")))
                .contains(found);
    }

    @Test
    void theCanonicalTextHasTheDigest() throws Exception {
        Asset applied = registry.applied(admin, Manifests.prompt("canonical", "1.0.0"));
        var canonical = registry.door.canonical(admin, applied.id()).orElseThrow();
        byte[] hash =
                MessageDigest.getInstance("SHA-256").digest(canonical.text().getBytes(UTF_8));
        assertThat("sha256:" + HexFormat.of().formatHex(hash)).isEqualTo(applied.digest());
        assertThat(canonical.asset().id()).isEqualTo(applied.id());
        assertThat(registry.door.canonical(POSTGRES.otherAdmin(), applied.id())).isEmpty();
        assertThat(registry.door.canonical(admin, "no-id")).isEmpty();
    }

    @Test
    void applyingTwiceChangesNothingAndSaysSo() {
        Asset first = registry.applied(admin, Manifests.model("twice", "1.0.0"));
        int before = POSTGRES.events().size();
        Applied second =
                registry.applyAll(admin, Manifests.model("twice", "1.0.0")).getFirst();
        assertThat(second.outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(second.asset().revision()).isEqualTo(first.revision());
        assertThat(POSTGRES.events()).hasSize(before);
    }

    @Test
    void aDraftIsReplaced() {
        Asset draft = registry.applied(admin, Manifests.model("draft", "1.0.0"));
        Applied changed = registry.applyAll(
                        admin,
                        Manifests.model("draft", "1.0.0")
                                .replace("128000", "64000")
                                .replace("chat]", "text]"))
                .getFirst();
        assertThat(changed.outcome()).isEqualTo(Outcome.UPDATED);
        assertThat(changed.asset().digest()).isNotEqualTo(draft.digest());
        assertThat(changed.asset().revision()).isEqualTo(2);
        assertThat(registry.catalogue.get(admin, draft.id()).spec()).contains("64000");
    }

    @Test
    void aPublishedVersionRefusesOtherContentAndNamesIt() {
        Asset asset = registry.published(admin, Manifests.model("fixed", "1.0.0"));
        String other =
                Manifests.model("fixed", "1.0.0").replace("128000", "64000").replace("Apache-2.0", "MIT");
        Problem problem = catchThrowableOfType(Problem.class, () -> registry.applyAll(admin, other));
        assertThat(problem.code()).isEqualTo(ErrorCode.VERSION_IMMUTABLE);
        assertThat(problem.violations())
                .extracting(Violation::field)
                .containsExactly("/metadata/licence", "/spec/capabilities/context_length");
        assertThat(problem.detail())
                .contains(
                        "/spec/capabilities/context_length (line 13): '64000' (expected: '128000', as in the published "
                                + "fixed@1.0.0");
        assertThat(registry.catalogue.get(admin, asset.id()).digest()).isEqualTo(asset.digest());
    }

    @Test
    void thatWhichMayChangeOfAPublishedVersionChanges() {
        registry.published(admin, Manifests.model("mutable", "1.0.0"));
        Applied changed = registry.applyAll(
                        admin, Manifests.model("mutable", "1.0.0").replace("{team: support}", "{team: sales}"))
                .getFirst();
        assertThat(changed.outcome()).isEqualTo(Outcome.UPDATED);
        assertThat(changed.asset().labels()).containsEntry("team", "sales");
        assertThat(changed.asset().status().wireName()).isEqualTo("published");
    }

    @Test
    void oneRefusedDocumentKeepsAllFromBeingApplied() {
        registry.published(admin, Manifests.model("all-b", "1.0.0"));
        int before = POSTGRES.events().size();
        Problem problem = catchThrowableOfType(
                Problem.class,
                () -> registry.applyAll(
                        admin,
                        Manifests.model("all-a", "1.0.0"),
                        Manifests.model("all-b", "1.0.0").replace("openai", "another"),
                        Manifests.model("all-c", "1.0.0")));
        assertThat(problem.code()).isEqualTo(ErrorCode.VERSION_IMMUTABLE);
        assertThat(registry.door.find(admin, AssetRef.parse(AssetKind.MODEL, "all-a@1.0.0")))
                .isEmpty();
        assertThat(registry.door.find(admin, AssetRef.parse(AssetKind.MODEL, "all-c@1.0.0")))
                .isEmpty();
        assertThat(POSTGRES.events()).hasSize(before);
    }

    @Test
    void resultsComeInTheOrderOfTheDocuments() {
        List<Applied> applied = registry.applyAll(
                admin,
                Manifests.service("order-z", "1.0.0", "order-a@1.0.0"),
                Manifests.model("order-a", "1.0.0"),
                Manifests.prompt("order-m", "1.0.0"));
        assertThat(applied).extracting(each -> each.asset().name()).containsExactly("order-z", "order-a", "order-m");
    }

    @Test
    void aDryRunSaysWhatWouldHappenAndKeepsNothing() {
        registry.applied(admin, Manifests.model("dry-b", "1.0.0"));
        List<Manifest> manifests = registry.manifests.read(
                admin.tenant(),
                (Manifests.model("dry-a", "1.0.0") + "---\n"
                                + Manifests.model("dry-b", "1.0.0").replace("128000", "1") + "---\n"
                                + Manifests.model("dry-b", "1.0.1"))
                        .getBytes(UTF_8));
        assertThat(registry.registration.apply(admin, manifests, true))
                .extracting(Applied::outcome)
                .containsExactly(Outcome.CREATED, Outcome.UPDATED, Outcome.CREATED);
        assertThat(registry.door.find(admin, AssetRef.parse(AssetKind.MODEL, "dry-a@1.0.0")))
                .isEmpty();
        assertThat(registry.door.find(admin, AssetRef.parse(AssetKind.MODEL, "dry-b@1.0.0")))
                .hasValueSatisfying(asset -> assertThat(asset.revision()).isEqualTo(1));
    }

    @Test
    void aVersionIsCreatedOnce() {
        Manifest manifest = registry.manifests.readOne(
                admin.tenant(), Manifests.model("once", "1.0.0").getBytes(UTF_8));
        registry.creates.create(admin, manifest);
        Problem problem = catchThrowableOfType(Problem.class, () -> registry.creates.create(admin, manifest));
        assertThat(problem.code()).isEqualTo(ErrorCode.DUPLICATE);
        assertThat(problem.detail()).startsWith("/metadata/version (line 5): '1.0.0' (expected: ");
    }

    @Test
    void kindsDoNotCollide() {
        assertThat(registry.applyAll(admin, Manifests.model("same", "1.0.0"), Manifests.prompt("same", "1.0.0")))
                .extracting(Applied::outcome)
                .containsExactly(Outcome.CREATED, Outcome.CREATED);
    }

    @Test
    void versionsThatDifferInBuildMetadataAreTwo() {
        registry.applyAll(admin, Manifests.model("built", "1.0.0+a"), Manifests.model("built", "1.0.0+b"));
        assertThat(registry.catalogue
                        .versions(admin, AssetKind.MODEL, "built", PageRequest.of(null, null))
                        .items())
                .extracting(Asset::version)
                .containsExactly("1.0.0+b", "1.0.0+a");
    }

    @Test
    void anotherOrganisationSeesNothingAndMayUseTheSameName() {
        Caller other = POSTGRES.otherAdmin();
        Asset mine = registry.applied(admin, Manifests.model("shared-name", "1.0.0"));
        assertThat(registry.door.find(other, mine.ref())).isEmpty();
        Problem problem = catchThrowableOfType(Problem.class, () -> registry.catalogue.get(other, mine.id()));
        assertThat(problem.code()).isEqualTo(ErrorCode.NOT_FOUND);
        problem = catchThrowableOfType(Problem.class, () -> registry.publish(other, mine.id()));
        assertThat(problem.code()).isEqualTo(ErrorCode.NOT_FOUND);
        Applied theirs = registry.applyAll(other, Manifests.model("shared-name", "1.0.0"))
                .getFirst();
        assertThat(theirs.outcome()).isEqualTo(Outcome.CREATED);
        assertThat(theirs.asset().id()).isNotEqualTo(mine.id());
    }

    @Test
    void ofSixteenWhoApplyOneManifestOneCreatesIt() throws Exception {
        List<Applied> results = together(
                () -> registry.applyAll(admin, Manifests.model("race", "1.0.0")).getFirst());
        assertThat(results)
                .filteredOn(each -> each.outcome() == Outcome.CREATED)
                .hasSize(1);
        assertThat(results)
                .filteredOn(each -> each.outcome() == Outcome.UNCHANGED)
                .hasSize(15);
        assertThat(results)
                .extracting(each -> each.asset().id())
                .containsOnly(results.getFirst().asset().id());
        assertThat(events(
                        "registry.asset.registered", results.getFirst().asset().id()))
                .hasSize(1);
    }

    @Test
    void sixteenWhoApplyTheSameSetInOppositeOrdersDoNotBlockEachOther() throws Exception {
        String[] up = {
            Manifests.model("set-a", "1.0.0"), Manifests.model("set-b", "1.0.0"), Manifests.model("set-c", "1.0.0")
        };
        String[] down = {up[2], up[1], up[0]};
        java.util.concurrent.atomic.AtomicInteger number = new java.util.concurrent.atomic.AtomicInteger();
        List<List<Applied>> results =
                together(() -> registry.applyAll(admin, number.getAndIncrement() % 2 == 0 ? up : down));
        assertThat(results.stream().flatMap(List::stream).filter(each -> each.outcome() == Outcome.CREATED))
                .hasSize(3);
    }

    private static List<Event> events(String type, String subject) {
        return POSTGRES.events().stream()
                .filter(event -> event.type().equals(type) && event.subject().equals(subject))
                .toList();
    }

    /** Runs the work sixteen times at once. */
    static <T> List<T> together(Callable<T> work) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                futures.add(threads.submit(() -> {
                    start.await();
                    return work.call();
                }));
            }
            start.countDown();
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        }
    }
}
