// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import dev.llmops.kits.postgres.PostgresKit;
import dev.llmops.platform.sql.RoomSchema;
import dev.llmops.registry.document.JsonSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AssetEditingTest {
    @RegisterExtension
    static final PostgresKit POSTGRES = PostgresKit.of(new RoomSchema("registry"));

    private final RegistryKit registry = new RegistryKit(POSTGRES);
    private final Caller admin = POSTGRES.admin();

    @Test
    void aPatchChangesWhatItNamesAndRemovesWhatIsNull() {
        Asset asset = registry.published(admin, Manifests.model("patched", "1.0.0"));
        Asset after = edit(
                asset.id(),
                "\"2\"",
                "{\"description\":null,\"owner\":\"me\",\"tags\":[\"b\",\"a\"],\"labels\":{\"x\":\"y\",\"team\":null}}");
        assertThat(after.description()).isNull();
        assertThat(after.owner()).isEqualTo("me");
        assertThat(after.tags()).containsExactly("a", "b");
        assertThat(after.labels()).isEqualTo(Map.of("x", "y"));
        assertThat(after.revision()).isEqualTo(3);
        assertThat(after.digest()).isEqualTo(asset.digest());
        Asset found = registry.catalogue.get(admin, asset.id());
        assertThat(found.labels()).isEqualTo(after.labels());
        assertThat(found.updatedBy()).isEqualTo(admin.name());
        assertThat(found(Map.of("tag", List.of("b")))).contains(asset.id());
        assertThat(found(Map.of("label.team", List.of("support")))).doesNotContain(asset.id());
        assertThat(found(Map.of("label.x", List.of("y")))).contains(asset.id());
    }

    @Test
    void aPatchThatChangesNothingKeepsTheRevision() {
        Asset asset = registry.applied(admin, Manifests.model("same", "1.0.0"));
        assertThat(edit(asset.id(), "\"1\"", "{\"tags\":[\"support\",\"chat\"]}")
                        .revision())
                .isEqualTo(1);
    }

    @Test
    void aPatchNeedsTheStateItWasMadeFor() {
        Asset asset = registry.applied(admin, Manifests.model("conditional", "1.0.0"));
        assertThat(refusal(asset.id(), null, "{}").code()).isEqualTo(ErrorCode.PRECONDITION_REQUIRED);
        assertThat(refusal(asset.id(), "\"7\"", "{}").code()).isEqualTo(ErrorCode.PRECONDITION_FAILED);
    }

    @Test
    void ofSixteenPatchesOfOneStateOneWins() throws Exception {
        Asset asset = registry.applied(admin, Manifests.model("patch-race", "1.0.0"));
        List<Object> results = AssetRegistrationTest.together(() -> {
            try {
                return edit(
                        asset.id(),
                        "\"1\"",
                        "{\"owner\":\"" + Thread.currentThread().threadId() + "\"}");
            } catch (Problem problem) {
                return problem.code();
            }
        });
        assertThat(results).filteredOn(Asset.class::isInstance).hasSize(1);
        assertThat(results).filteredOn(ErrorCode.PRECONDITION_FAILED::equals).hasSize(15);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "[]; /",
                "{\"colour\":1}; /colour",
                "{\"owner\":7}; /owner",
                "{\"owner\":\"\"}; /owner",
                "{\"tags\":\"chat\"}; /tags",
                "{\"tags\":[\"\"]}; /tags/0",
                "{\"labels\":{\"a b\":\"c\"}}; /labels",
                "{\"labels\":{\"a\":1}}; /labels/a",
                "{\"labels\":7}; /labels",
                "{\"spec\":{}}; /spec"
            })
    void aPatchOutsideTheMutablePartIsRefused(String patch, String field) {
        Asset asset = registry.applied(admin, Manifests.model("bad-patch", "1.0.0"));
        Problem problem = refusal(asset.id(), "*", patch);
        assertThat(problem.code()).isEqualTo(ErrorCode.VALIDATION_FAILED);
        assertThat(problem.violations()).extracting(Violation::field).containsExactly(field);
    }

    @Test
    void thePublishedPartIsImmutable() {
        Asset asset = registry.published(admin, Manifests.model("immutable", "1.0.0"));
        Problem problem = refusal(asset.id(), "*", "{\"version\":\"2.0.0\",\"licence\":\"MIT\",\"owner\":\"me\"}");
        assertThat(problem.code()).isEqualTo(ErrorCode.VERSION_IMMUTABLE);
        assertThat(problem.violations()).extracting(Violation::field).containsExactlyInAnyOrder("/version", "/licence");
    }

    @Test
    void aDraftIsDeletedAndAPublishedVersionIsNot() {
        Asset draft = registry.applied(admin, Manifests.model("deleted", "1.0.0"));
        registry.editing.delete(admin, draft.id());
        Problem gone = catchThrowableOfType(Problem.class, () -> registry.editing.delete(admin, draft.id()));
        assertThat(gone.code()).isEqualTo(ErrorCode.NOT_FOUND);
        Asset published = registry.published(admin, Manifests.model("deleted", "1.0.0"));
        Problem problem = catchThrowableOfType(Problem.class, () -> registry.editing.delete(admin, published.id()));
        assertThat(problem.code()).isEqualTo(ErrorCode.INVALID_TRANSITION);
        assertThat(POSTGRES.events())
                .filteredOn(event -> event.type().equals("registry.asset.deleted"))
                .singleElement()
                .satisfies(event -> assertThat(event.subject()).isEqualTo(draft.id()));
    }

    @Test
    void anotherOrganisationCanNeitherChangeNorDelete() {
        Asset asset = registry.applied(admin, Manifests.model("guarded", "1.0.0"));
        Caller other = POSTGRES.otherAdmin();
        Problem problem = catchThrowableOfType(Problem.class, () -> registry.editing.delete(other, asset.id()));
        assertThat(problem.code()).isEqualTo(ErrorCode.NOT_FOUND);
        problem = catchThrowableOfType(
                Problem.class,
                () -> registry.editing.edit(
                        other,
                        asset.id(),
                        "*",
                        JsonSource.read("{\"owner\":\"x\"}").root()));
        assertThat(problem.code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(registry.catalogue.get(admin, asset.id()).owner()).isNull();
    }

    private List<String> found(Map<String, List<String>> query) {
        return registry
                .catalogue
                .list(admin, AssetFilter.of(query), dev.llmops.kernel.PageRequest.of(200, null))
                .items()
                .stream()
                .map(Asset::id)
                .toList();
    }

    private Asset edit(String id, @Nullable String ifMatch, String patch) {
        return registry.editing.edit(admin, id, ifMatch, JsonSource.read(patch).root());
    }

    private Problem refusal(String id, @Nullable String ifMatch, String patch) {
        return catchThrowableOfType(Problem.class, () -> edit(id, ifMatch, patch));
    }
}
