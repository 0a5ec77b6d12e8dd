// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.lock;

import dev.llmops.contracts.registry.AssetDependency;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Chooses one version of everything that is required, directly or by what was chosen. Assets are taken in one order and
 * versions highest first; where a choice leads nowhere the next lower one is tried. The same catalogue therefore gives
 * the same answer. Dependencies that are not required are left out.
 */
final class Resolver {
    static final int MAX_ASSETS = 500;
    static final int MAX_STEPS = 50_000;

    private final Function<Target, List<Candidate>> catalogue;
    private final Map<Target, List<Candidate>> candidates = new HashMap<>();
    private final TreeMap<Target, Candidate> chosen = new TreeMap<>();
    private final TreeMap<Target, List<Demand>> demands = new TreeMap<>();
    private @Nullable Problem conflict;
    private int steps;

    /** @param catalogue versions that may be chosen, highest first */
    Resolver(Function<Target, List<Candidate>> catalogue) {
        this.catalogue = catalogue;
    }

    /** One version of each asset, in their order; {@code unresolvable} names the first conflict met. */
    List<Candidate> resolve(List<Demand> wanted) {
        wanted.forEach(this::demand);
        if (!solve()) {
            throw conflict == null ? new Problem(ErrorCode.UNRESOLVABLE, "Nothing fits") : conflict;
        }
        return List.copyOf(chosen.values());
    }

    private boolean solve() {
        Target next = open();
        if (next == null) {
            return true;
        }
        if (chosen.size() >= MAX_ASSETS) {
            throw new Problem(ErrorCode.UNRESOLVABLE, "The closure has more than " + MAX_ASSETS + " assets");
        }
        boolean any = false;
        for (Candidate candidate : candidates(next)) {
            if (++steps > MAX_STEPS) {
                throw conflict == null
                        ? new Problem(ErrorCode.UNRESOLVABLE, "No solution was found in " + MAX_STEPS + " steps")
                        : conflict;
            }
            if (admitted(next, candidate)) {
                any = true;
                if (take(next, candidate)) {
                    return true;
                }
            }
        }
        if (!any) {
            note(next);
        }
        return false;
    }

    private boolean take(Target target, Candidate candidate) {
        chosen.put(target, candidate);
        List<Demand> added = new ArrayList<>();
        boolean fits = true;
        for (AssetDependency dependency : candidate.dependencies()) {
            if (dependency.required()) {
                Demand demand = new Demand(
                        new Target(dependency.kind(), dependency.name()), dependency.constraint(), path(candidate));
                demand(demand);
                added.add(demand);
                Candidate present = chosen.get(demand.target());
                if (present != null && !demand.admits(present.version())) {
                    note(demand.target());
                    fits = false;
                }
            }
        }
        if (fits && solve()) {
            return true;
        }
        added.forEach(this::withdraw);
        chosen.remove(target);
        return false;
    }

    /** The way by which the candidate came in: the first demand for it, and itself. */
    private List<String> path(Candidate candidate) {
        List<Demand> reasons = demands.getOrDefault(candidate.target(), List.of());
        List<String> path = new ArrayList<>(
                reasons.isEmpty() ? List.of() : reasons.getFirst().path());
        path.add(candidate.toString());
        return path;
    }

    private @Nullable Target open() {
        for (Map.Entry<Target, List<Demand>> entry : demands.entrySet()) {
            if (!entry.getValue().isEmpty() && !chosen.containsKey(entry.getKey())) {
                return entry.getKey();
            }
        }
        return null;
    }

    private List<Candidate> candidates(Target target) {
        return candidates.computeIfAbsent(target, catalogue);
    }

    private boolean admitted(Target target, Candidate candidate) {
        return demands.getOrDefault(target, List.of()).stream().allMatch(demand -> demand.admits(candidate.version()));
    }

    private void demand(Demand demand) {
        demands.computeIfAbsent(demand.target(), target -> new ArrayList<>()).add(demand);
    }

    private void withdraw(Demand demand) {
        demands.getOrDefault(demand.target(), new ArrayList<>()).remove(demand);
    }

    private void note(Target target) {
        if (conflict != null) {
            return;
        }
        String available = candidates(target).isEmpty()
                ? "no version of " + target + " is published"
                : "one version of " + target + " for all; published are "
                        + candidates(target).stream()
                                .limit(10)
                                .map(candidate -> candidate.version().toString())
                                .collect(Collectors.joining(", "));
        conflict = new Problem(
                ErrorCode.UNRESOLVABLE,
                demands.getOrDefault(target, List.of()).stream()
                        .map(demand -> new Violation(
                                target.toString(), demand.constraint() + " by " + demand.origin(), available))
                        .toList());
    }
}
