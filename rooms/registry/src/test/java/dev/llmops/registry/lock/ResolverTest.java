// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmops.contracts.registry.AssetDependency;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import dev.llmops.registry.version.SemVer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ResolverTest {
    private final Map<Target, List<Candidate>> catalogue = new HashMap<>();

    @Test
    void theHighestThatFitsEverybodyIsChosen() {
        add("shared", "1.0.0");
        add("shared", "1.4.0");
        add("shared", "2.0.0");
        add("left", "1.0.0", "shared ^1.0.0");
        add("right", "1.0.0", "shared <1.4.0");
        assertThat(resolve("left *", "right *")).containsExactly("left@1.0.0", "right@1.0.0", "shared@1.0.0");
    }

    @Test
    void aLowerChoiceIsTriedWhereTheHighestLeadsNowhere() {
        add("a", "1.0.0", "b ^1.0.0");
        add("a", "1.1.0", "b ^2.0.0");
        add("b", "1.0.0");
        assertThat(resolve("a ^1.0.0")).containsExactly("a@1.0.0", "b@1.0.0");
    }

    @Test
    void aConflictIsNamedWithThePathsThatDemandIt() {
        add("deep", "1.0.0");
        add("deep", "2.0.0");
        add("middle", "1.0.0", "deep ^1.0.0");
        add("left", "1.0.0", "middle ^1.0.0");
        add("right", "1.0.0", "deep ^2.0.0");
        Problem problem = catchThrowableOfType(Problem.class, () -> resolve("left *", "right *"));
        assertThat(problem.code()).isEqualTo(ErrorCode.UNRESOLVABLE);
        assertThat(problem.violations()).extracting(Violation::field).containsOnly("model deep");
        assertThat(problem.violations())
                .extracting(Violation::value)
                .containsExactlyInAnyOrder(
                        "^1.0.0 by model left@1.0.0 → model middle@1.0.0", "^2.0.0 by model right@1.0.0");
    }

    @Test
    void whatIsNotThereIsNamed() {
        add("a", "1.0.0", "gone ^1.0.0");
        Problem problem = catchThrowableOfType(Problem.class, () -> resolve("a *"));
        assertThat(problem.detail())
                .contains("model gone", "by model a@1.0.0", "no version of model gone is published");
    }

    @Test
    void aCircleEnds() {
        add("a", "1.0.0", "b ^1.0.0");
        add("b", "1.0.0", "a ^1.0.0");
        assertThat(resolve("a *")).containsExactly("a@1.0.0", "b@1.0.0");
    }

    @Test
    void aLongChainIsFollowed() {
        for (int i = 0; i < 400; i++) {
            add("n" + (1_000 + i), "1.0.0", "n" + (1_001 + i) + " *");
        }
        add("n1400", "1.0.0");
        assertThat(resolve("n1000 *")).hasSize(401);
    }

    /** Where trying everything finds a solution, one is found, and it meets every demand and holds nothing else. */
    @Property(tries = 10_000)
    void itSolvesWhatCanBeSolved(@ForAll long seed) {
        Random random = new Random(seed);
        catalogue.clear();
        List<String> names = List.of("a", "b", "c", "d");
        for (String name : names) {
            for (String version : List.of("1.1.0", "2.0.0")) {
                List<String> needs = new ArrayList<>();
                for (String other : names) {
                    if (!other.equals(name) && random.nextInt(3) == 0) {
                        needs.add(other + " " + range(random));
                    }
                }
                if (random.nextInt(4) > 0) {
                    add(name, version, needs.toArray(String[]::new));
                }
            }
        }
        String[] wanted = {"a " + range(random), "b " + range(random)};
        boolean solvable = solvable(names, demands(wanted));
        List<Candidate> found;
        try {
            found = resolver().resolve(demands(wanted));
        } catch (Problem problem) {
            assertThat(problem.code()).isEqualTo(ErrorCode.UNRESOLVABLE);
            assertThat(problem.violations()).isNotEmpty();
            assertThat(solvable).isFalse();
            return;
        }
        assertThat(solvable).isTrue();
        assertThat(meets(found, demands(wanted))).isTrue();
        assertThat(resolver().resolve(demands(wanted))).isEqualTo(found);
    }

    private boolean solvable(List<String> names, List<Demand> wanted) {
        return solvable(names, 0, new ArrayList<>(), wanted);
    }

    private boolean solvable(List<String> names, int next, List<Candidate> chosen, List<Demand> wanted) {
        if (next == names.size()) {
            return meets(chosen, wanted);
        }
        if (solvable(names, next + 1, chosen, wanted)) {
            return true;
        }
        for (Candidate candidate : catalogue.getOrDefault(target(names.get(next)), List.of())) {
            chosen.add(candidate);
            boolean solved = solvable(names, next + 1, chosen, wanted);
            chosen.removeLast();
            if (solved) {
                return true;
            }
        }
        return false;
    }

    private static boolean meets(List<Candidate> chosen, List<Demand> wanted) {
        List<Demand> demands = new ArrayList<>(wanted);
        for (Candidate candidate : chosen) {
            for (AssetDependency needed : candidate.dependencies()) {
                demands.add(new Demand(new Target(needed.kind(), needed.name()), needed.constraint(), List.of()));
            }
        }
        return demands.stream().allMatch(demand -> {
            Candidate found = find(chosen, demand.target());
            return found != null && demand.admits(found.version());
        });
    }

    private static @Nullable Candidate find(List<Candidate> chosen, Target target) {
        return chosen.stream()
                .filter(candidate -> candidate.target().equals(target))
                .findFirst()
                .orElse(null);
    }

    private static String range(Random random) {
        return List.of("*", "^1.0.0", "^2.0.0", "<2.0.0", "1.1.0", ">=1.1.0").get(random.nextInt(6));
    }

    private Resolver resolver() {
        return new Resolver(target -> catalogue.getOrDefault(target, List.of()));
    }

    private List<String> resolve(String... wanted) {
        return resolver().resolve(demands(wanted)).stream()
                .map(candidate -> candidate.target().name() + "@" + candidate.version())
                .toList();
    }

    private static List<Demand> demands(String... wanted) {
        List<Demand> demands = new ArrayList<>();
        for (String text : wanted) {
            String[] parts = text.split(" ", 2);
            demands.add(new Demand(target(parts[0]), parts[1], List.of()));
        }
        return demands;
    }

    private static Target target(String name) {
        return new Target(AssetKind.MODEL, name);
    }

    private void add(String name, String version, String... needs) {
        List<AssetDependency> dependencies = new ArrayList<>();
        for (String text : needs) {
            String[] parts = text.split(" ", 2);
            dependencies.add(
                    new AssetDependency(AssetKind.MODEL, parts[0], parts[1], AssetDependency.Type.RUNTIME, true));
        }
        List<Candidate> versions = catalogue.computeIfAbsent(target(name), key -> new ArrayList<>());
        versions.add(new Candidate(target(name), SemVer.parse(version), "sha256:0", "published", dependencies));
        versions.sort(Collections.reverseOrder(Comparator.comparing(Candidate::version)));
    }
}
