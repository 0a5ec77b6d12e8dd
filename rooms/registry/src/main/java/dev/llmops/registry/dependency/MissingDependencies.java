// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.dependency;

import dev.llmops.contracts.registry.AssetDependency;
import dev.llmops.kernel.Violation;
import dev.llmops.registry.dependency.DependencyDao.Target;
import dev.llmops.registry.dependency.DependencyDao.VersionRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;

/** What a version needs and the organisation does not have. */
public final class MissingDependencies {
    private MissingDependencies() {}

    /** One finding for each required dependency that no version meets, retired ones left out. */
    public static List<Violation> of(Handle sql, VersionChoice choice, Collection<AssetDependency> needed) {
        List<AssetDependency> required =
                needed.stream().filter(AssetDependency::required).toList();
        if (required.isEmpty()) {
            return List.of();
        }
        List<VersionRow> versions = new DependencyDao(sql)
                .versionsOf(required.stream()
                        .map(one -> new Target(one.kind().wireName(), one.name()))
                        .distinct()
                        .toList());
        List<Violation> findings = new ArrayList<>();
        for (AssetDependency one : required) {
            Predicate<String> satisfying = choice.satisfying(one.constraint());
            boolean met = versions.stream()
                    .anyMatch(version -> version.kind().equals(one.kind().wireName())
                            && version.name().equals(one.name())
                            && !version.status().equals("retired")
                            && (version.version().equals(one.constraint()) || satisfying.test(version.version())));
            if (!met) {
                findings.add(new Violation(
                        "/dependencies", one.toString(), "a version that is registered and not retired", null));
            }
        }
        return findings;
    }
}
