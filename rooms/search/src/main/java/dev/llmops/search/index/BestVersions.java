// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search.index;

import dev.llmops.contracts.registry.AssetStatus;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which versions stand for their asset when hits are one per asset. A search may be narrowed to some of the four states,
 * so for each of their fifteen sets the best version is marked: published before deprecated before draft before retired,
 * then stable before pre-release, then the higher version.
 */
public final class BestVersions {
    /** All four states. */
    public static final int ANY_STATE = 0b1111;

    private static final Comparator<Version> ORDER = Comparator.comparingInt((Version v) -> rank(v.status()))
            .thenComparing(v -> VersionKey.isStable(v.versionKey()))
            .thenComparing(Version::versionKey)
            .thenComparing(Version::id);

    private BestVersions() {}

    /**
     * One version of an asset.
     *
     * @param sets the sets it is marked as the best of, a bit per set
     */
    record Version(String id, AssetStatus status, String versionKey, int sets) {}

    /** The bit of a state in a set. */
    public static int bit(AssetStatus status) {
        return switch (status) {
            case DRAFT -> 0b0001;
            case PUBLISHED -> 0b0010;
            case DEPRECATED -> 0b0100;
            case RETIRED -> 0b1000;
        };
    }

    private static int rank(AssetStatus status) {
        return switch (status) {
            case PUBLISHED -> 3;
            case DEPRECATED -> 2;
            case DRAFT -> 1;
            case RETIRED -> 0;
        };
    }

    /** Per id the sets it is the best of, a bit per set. */
    static Map<String, Integer> sets(Collection<Version> versions) {
        Map<String, Integer> sets = new HashMap<>();
        versions.forEach(version -> sets.put(version.id(), 0));
        for (int set = 1; set <= ANY_STATE; set++) {
            Version best = best(versions, set);
            if (best != null) {
                sets.merge(best.id(), 1 << set, (a, b) -> a | b);
            }
        }
        return sets;
    }

    private static @Nullable Version best(Collection<Version> versions, int set) {
        return versions.stream()
                .filter(version -> (bit(version.status()) & set) != 0)
                .max(ORDER)
                .orElse(null);
    }
}
