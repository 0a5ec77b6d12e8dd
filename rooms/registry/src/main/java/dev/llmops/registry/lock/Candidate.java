// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.lock;

import dev.llmops.contracts.registry.AssetDependency;
import dev.llmops.registry.version.SemVer;
import java.util.List;

/** A version that may be chosen. */
record Candidate(Target target, SemVer version, String digest, String status, List<AssetDependency> dependencies) {
    Candidate {
        dependencies = List.copyOf(dependencies);
    }

    @Override
    public String toString() {
        return target + "@" + version;
    }
}
