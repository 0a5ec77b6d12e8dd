// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.contracts.registry.AssetRef;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kits.postgres.PostgresKit;
import dev.llmops.platform.sql.RoomSchema;
import dev.llmops.registry.alias.Alias;
import dev.llmops.registry.alias.Aliases;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AliasTest {
    @RegisterExtension
    static final PostgresKit POSTGRES = PostgresKit.of(new RoomSchema("registry"));

    private final RegistryKit registry = new RegistryKit(POSTGRES);
    private final Caller admin = POSTGRES.admin();

    @Test
    void anAliasLeadsToAVersionAndIsMoved() {
        publish("moved", "1.0.0", "1.1.0");
        Alias first = lead("moved", "champion", "1.0.0", null);
        assertThat(resolved("moved", "@champion")).contains("1.0.0");
        assertThat(lead("moved", "champion", "1.1.0", "\"1\"").revision()).isEqualTo(first.revision() + 1);
        assertThat(resolved("moved", "@champion")).contains("1.1.0");
        assertThat(registry.door.find(admin, AssetRef.parse(AssetKind.MODEL, "moved@@champion")))
                .hasValueSatisfying(asset -> assertThat(asset.version()).isEqualTo("1.1.0"));
        assertThat(POSTGRES.events())
                .filteredOn(event -> event.type().equals("registry.alias.moved"))
                .filteredOn(event -> event.data().contains("\"moved\""))
                .hasSize(2);
        assertThat(registry.door.resolve(POSTGRES.otherAdmin(), AssetKind.MODEL, "moved", "@champion"))
                .isEmpty();
    }

    @Test
    void movingItNeedsTheStateItHas() {
        publish("state", "1.0.0", "1.1.0");
        assertThat(code(() -> lead("state", "a", "1.0.0", "\"1\""))).isEqualTo(ErrorCode.PRECONDITION_FAILED);
        lead("state", "a", "1.0.0", null);
        assertThat(code(() -> lead("state", "a", "1.1.0", null))).isEqualTo(ErrorCode.PRECONDITION_REQUIRED);
        assertThat(code(() -> lead("state", "a", "1.1.0", "\"7\""))).isEqualTo(ErrorCode.PRECONDITION_FAILED);
        registry.aliases.remove(admin, AssetKind.MODEL, "state", "a", "\"1\"", "gone");
        assertThat(lead("state", "a", "1.1.0", null).revision()).isEqualTo(3);
    }

    @Test
    void ofSixteenWhoMoveItFromOneStateOneDoes() throws Exception {
        publish("race", "1.0.0", "1.1.0");
        lead("race", "a", "1.0.0", null);
        List<Boolean> moved = AssetRegistrationTest.together(() -> {
            try {
                lead("race", "a", "1.1.0", "\"1\"");
                return true;
            } catch (Problem problem) {
                assertThat(problem.code()).isEqualTo(ErrorCode.PRECONDITION_FAILED);
                return false;
            }
        });
        assertThat(moved.stream().filter(won -> won)).hasSize(1);
    }

    @Test
    void itLeadsNeitherToADraftNorToARetiredVersion() {
        registry.applied(admin, Manifests.model("ends", "1.0.0"));
        assertThat(code(() -> lead("ends", "a", "1.0.0", null))).isEqualTo(ErrorCode.INVALID_TRANSITION);
        Asset asset = registry.published(admin, Manifests.model("ends", "1.0.0"));
        registry.retire(admin, asset.id());
        assertThat(code(() -> lead("ends", "a", "1.0.0", null))).isEqualTo(ErrorCode.INVALID_TRANSITION);
        assertThat(code(() -> lead("ends", "a", "9.0.0", null))).isEqualTo(ErrorCode.VALIDATION_FAILED);
    }

    @Test
    void itsTargetIsRetiredOnlyByForceAndTakesItAlong() {
        publish("held", "1.0.0");
        lead("held", "a", "1.0.0", null);
        String id = registry.catalogue
                .find(admin, new AssetRef(AssetKind.MODEL, "held", "1.0.0"))
                .orElseThrow()
                .id();
        Problem problem = catchThrowableOfType(Problem.class, () -> registry.retire(admin, id));
        assertThat(problem.code()).isEqualTo(ErrorCode.HAS_DEPENDENTS);
        assertThat(problem.detail()).contains("alias @a");
        registry.forceRetire(admin, id);
        assertThat(resolved("held", "@a")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"latest", "", "A", "1.0.0", "a b", "a/b", "@a", "\0"})
    void aNameThatIsNoneIsRefused(String alias) {
        publish("names", "1.0.0");
        assertThat(code(() -> lead("names", alias, "1.0.0", null))).isEqualTo(ErrorCode.VALIDATION_FAILED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "^1.0.0 | 1.5.0",
                "~1.4 | 1.4.2",
                ">=1.0.0 <1.4.0 | 1.0.0",
                "* | 2.0.0",
                "latest | 2.0.0",
                "1.4.2 | 1.4.2",
                "^3.0.0-0 | 3.0.0-rc.1",
                "^4.0.0 |",
                "3.0.0 |"
            })
    void aRangeIsTheHighestPublishedVersionInIt(String selector, @Nullable String version) {
        publish("range", "1.0.0", "1.4.2", "1.5.0", "2.0.0", "3.0.0-rc.1");
        registry.applied(admin, Manifests.model("range", "1.9.0"));
        assertThat(resolved("range", selector)).isEqualTo(Optional.ofNullable(version));
    }

    @Test
    void aSelectorThatIsNoneIsRefused() {
        assertThat(code(() -> resolved("any", "1.x.y.z"))).isEqualTo(ErrorCode.VALIDATION_FAILED);
        assertThat(code(() -> resolved("any", "@Latest"))).isEqualTo(ErrorCode.VALIDATION_FAILED);
        assertThat(registry.door.find(admin, new AssetRef(AssetKind.MODEL, "any", "not a version")))
                .isEmpty();
    }

    private void publish(String name, String... versions) {
        for (String version : versions) {
            registry.published(admin, Manifests.model(name, version));
        }
    }

    private Alias lead(String name, String alias, String version, @Nullable String ifMatch) {
        return registry.aliases.set(admin, AssetKind.MODEL, name, alias, new Aliases.Lead(version, "because", ifMatch));
    }

    private Optional<String> resolved(String name, String selector) {
        return registry.door.resolve(admin, AssetKind.MODEL, name, selector).map(Asset::version);
    }

    private static ErrorCode code(Runnable step) {
        return catchThrowableOfType(Problem.class, step::run).code();
    }
}
