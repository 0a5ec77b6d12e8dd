// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.lock;

import dev.llmops.registry.version.SemVer;
import dev.llmops.registry.version.VersionRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What somebody requires of an asset. One demand is like no other, even where two say the same. */
final class Demand {
    private final Target target;
    private final String constraint;
    private final List<String> path;
    private final @Nullable SemVer exact;
    private final VersionRange range;

    /** @param path who requires it, from the outermost on; empty for what was asked for */
    Demand(Target target, String constraint, List<String> path) {
        this.target = target;
        this.constraint = constraint;
        this.path = List.copyOf(path);
        this.exact = SemVer.tryParse(constraint).orElse(null);
        this.range = VersionRange.parse("version", constraint);
    }

    Target target() {
        return target;
    }

    String constraint() {
        return constraint;
    }

    List<String> path() {
        return path;
    }

    /** An exact version means that one and none that differs in build metadata; anything else is a range. */
    boolean admits(SemVer version) {
        return exact == null ? range.contains(version) : exact.equals(version);
    }

    String origin() {
        return path.isEmpty() ? "the requirements" : String.join(" → ", path);
    }
}
