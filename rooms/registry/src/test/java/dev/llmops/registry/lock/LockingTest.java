// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmops.contracts.registry.AssetDependency;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.registry.version.SemVer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LockingTest {
    @Test
    void theSameClosureIsTheSameText() {
        List<Lockfile.Requirement> requirements =
                List.of(new Lockfile.Requirement("model", "b", "^1.0.0"), new Lockfile.Requirement("model", "a", "*"));
        List<Candidate> assets = List.of(candidate("b", "1.0.0"), candidate("a", "1.0.0", "b"));
        Lockfile one = Lockfile.of(requirements, assets);
        Lockfile other = Lockfile.of(requirements.reversed(), assets.reversed());
        assertThat(one).isEqualTo(other);
        assertThat(one.assets()).extracting(Lockfile.Locked::name).containsExactly("a", "b");
        assertThat(one.assets().getFirst().dependencies())
                .extracting(Lockfile.Edge::resolved)
                .containsExactly("1.0.0");
        assertThat(one.digest()).matches("sha256:[0-9a-f]{64}");
        assertThat(Lockfile.of(requirements, List.of(candidate("a", "1.0.0", "b"), candidate("b", "1.0.1")))
                        .digest())
                .isNotEqualTo(one.digest());
    }

    @Test
    void anExactDemandMeansThatBuildAndARangeAny() {
        Target target = new Target(AssetKind.MODEL, "a");
        assertThat(new Demand(target, "1.0.0+a", List.of()).admits(SemVer.parse("1.0.0+a")))
                .isTrue();
        assertThat(new Demand(target, "1.0.0+a", List.of()).admits(SemVer.parse("1.0.0+b")))
                .isFalse();
        assertThat(new Demand(target, "^1.0.0", List.of()).admits(SemVer.parse("1.0.0+b")))
                .isTrue();
        assertThat(catchThrowableOfType(Problem.class, () -> new Demand(target, "^^", List.of()))
                        .code())
                .isEqualTo(ErrorCode.VALIDATION_FAILED);
    }

    private static Candidate candidate(String name, String version, String... needs) {
        List<AssetDependency> dependencies = new ArrayList<>();
        for (String need : needs) {
            dependencies.add(new AssetDependency(AssetKind.MODEL, need, "^1.0.0", AssetDependency.Type.RUNTIME, true));
        }
        return new Candidate(
                new Target(AssetKind.MODEL, name), SemVer.parse(version), "sha256:" + name, "published", dependencies);
    }
}
