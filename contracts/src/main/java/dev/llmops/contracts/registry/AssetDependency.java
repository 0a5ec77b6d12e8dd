// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.registry;

import dev.llmops.kernel.Problem;
import java.util.Comparator;
import java.util.Locale;

/**
 * What a version needs of another asset.
 *
 * @param constraint a version or a range of them, such as {@code ^1.2.0}; {@link #ANY} for every version
 * @param required whether the version is of no use without it
 */
public record AssetDependency(AssetKind kind, String name, String constraint, Type type, boolean required)
        implements Comparable<AssetDependency> {
    public static final String ANY = "*";

    private static final Comparator<AssetDependency> ORDER = Comparator.comparing(AssetDependency::kind)
            .thenComparing(AssetDependency::name)
            .thenComparing(AssetDependency::type)
            .thenComparing(AssetDependency::constraint)
            .thenComparing(AssetDependency::required);

    /** What it is needed for. */
    public enum Type {
        RUNTIME,
        BUILD,
        TRAINING,
        DATA,
        CONFIG,
        TEST;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Type parse(String text) {
            for (Type type : values()) {
                if (type.wireName().equals(text)) {
                    return type;
                }
            }
            throw Problem.invalid("type", text, "runtime, build, training, data, config or test");
        }
    }

    @Override
    public int compareTo(AssetDependency other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return kind + " " + name + " " + constraint;
    }
}
