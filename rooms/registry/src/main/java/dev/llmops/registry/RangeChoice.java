// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import dev.llmops.contracts.registry.AssetRef;
import dev.llmops.registry.dependency.VersionChoice;
import dev.llmops.registry.version.SemVer;
import dev.llmops.registry.version.VersionRange;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Predicate;

/** Constraints as manifests write them: a range, or {@code latest}, which any release meets. */
@Singleton
final class RangeChoice implements VersionChoice {
    @Override
    public Predicate<String> satisfying(String constraint) {
        if (constraint.equals(AssetRef.LATEST)) {
            return version -> SemVer.tryParse(version).filter(SemVer::isStable).isPresent();
        }
        Optional<VersionRange> range = VersionRange.tryParse(constraint);
        return version -> range.isPresent()
                && SemVer.tryParse(version).filter(range.get()::contains).isPresent();
    }
}
