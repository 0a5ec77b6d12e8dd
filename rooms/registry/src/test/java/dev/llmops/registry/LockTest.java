// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import dev.llmops.kits.postgres.PostgresKit;
import dev.llmops.platform.sql.RoomSchema;
import dev.llmops.registry.alias.Aliases;
import dev.llmops.registry.lock.Lockfile;
import dev.llmops.registry.lock.Locking;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LockTest {
    @RegisterExtension
    static final PostgresKit POSTGRES = PostgresKit.of(new RoomSchema("registry"));

    private final RegistryKit registry = new RegistryKit(POSTGRES);
    private final Locking locking = new Locking(POSTGRES.database(), registry.door);
    private final Caller admin = POSTGRES.admin();

    @Test
    void theClosureOfARequirementIsLockedAndVerified() {
        publish("leaf", "1.0.0", "[]");
        publish("leaf", "1.2.0", "[]");
        publish("leaf", "2.0.0", "[]");
        publish(
                "root",
                "1.0.0",
                "[{kind: model, name: leaf, version: ^1.0.0}, {kind: tool, name: gone, required: false}]");
        Lockfile lockfile = locking.lock(admin, List.of(new Lockfile.Requirement("model", "root", "^1.0.0")));
        assertThat(lockfile.assets())
                .extracting(asset -> asset.name() + "@" + asset.version())
                .containsExactly("leaf@1.2.0", "root@1.0.0");
        assertThat(locking.lock(admin, List.of(new Lockfile.Requirement("model", "root", "^1.0.0"))))
                .isEqualTo(lockfile);
        assertThat(locking.verify(admin, lockfile)).isEmpty();
        assertThat(locking.verify(POSTGRES.otherAdmin(), lockfile)).isNotEmpty();
    }

    @Test
    void anAliasIsLockedAsTheVersionItStandsFor() {
        publish("named", "1.0.0", "[]");
        publish("named", "1.1.0", "[]");
        registry.aliases.set(admin, AssetKind.MODEL, "named", "champion", new Aliases.Lead("1.0.0", null, null));
        Lockfile lockfile = locking.lock(admin, List.of(new Lockfile.Requirement("model", "named", "@champion")));
        assertThat(lockfile.requirements())
                .extracting(Lockfile.Requirement::version)
                .containsExactly("1.0.0");
    }

    @Test
    void aDraftsClosureIsLockedByItsId() {
        publish("needed", "1.0.0", "[]");
        Asset draft = registry.applied(
                admin,
                Manifests.model("drafted", "1.0.0") + "dependencies: [{kind: model, name: needed, version: ^1.0.0}]\n");
        assertThat(locking.lock(admin, draft.id()).assets())
                .extracting(Lockfile.Locked::name)
                .containsExactly("drafted", "needed");
    }

    @Test
    void whatNoLongerHoldsIsFound() {
        publish("base", "1.0.0", "[]");
        publish("top", "1.0.0", "[{kind: model, name: base, version: ^1.0.0}]");
        Lockfile good = locking.lock(admin, List.of(new Lockfile.Requirement("model", "top", "1.0.0")));
        Lockfile.Locked base = good.assets().getFirst();
        Lockfile.Locked forged =
                new Lockfile.Locked(base.kind(), base.name(), base.version(), "sha256:0", base.dependencies());
        Lockfile tampered = new Lockfile(
                1, good.requirements(), List.of(forged, good.assets().getLast()), good.digest());
        assertThat(locking.verify(admin, tampered))
                .extracting(Violation::field)
                .containsExactly("/digest", "/assets/0/digest");
        Lockfile partial =
                new Lockfile(1, good.requirements(), List.of(good.assets().getLast()), good.digest());
        assertThat(locking.verify(admin, partial)).extracting(Violation::field).containsExactly("/digest", "/assets");
    }

    @Test
    void requirementsThatContradictAreUnresolvable() {
        publish("both", "1.0.0", "[]");
        publish("both", "2.0.0", "[]");
        Problem problem = catchThrowableOfType(
                Problem.class,
                () -> locking.lock(
                        admin,
                        List.of(
                                new Lockfile.Requirement("model", "both", "^1.0.0"),
                                new Lockfile.Requirement("model", "both", "^2.0.0"))));
        assertThat(problem.code()).isEqualTo(ErrorCode.UNRESOLVABLE);
        assertThat(problem.detail()).contains("^1.0.0 by the requirements", "published are 2.0.0, 1.0.0");
        assertThat(catchThrowableOfType(Problem.class, () -> locking.lock(admin, List.of()))
                        .code())
                .isEqualTo(ErrorCode.VALIDATION_FAILED);
    }

    private void publish(String name, String version, String dependencies) {
        registry.published(admin, Manifests.model(name, version) + "dependencies: " + dependencies + "\n");
    }
}
