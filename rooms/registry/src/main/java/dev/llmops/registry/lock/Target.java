// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.lock;

import dev.llmops.contracts.registry.AssetKind;
import java.util.Comparator;

/** An asset that is required, in whatever version. */
record Target(AssetKind kind, String name) implements Comparable<Target> {
    private static final Comparator<Target> ORDER =
            Comparator.comparing(Target::kind).thenComparing(Target::name);

    @Override
    public int compareTo(Target other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return kind + " " + name;
    }
}
