// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.search;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A condition on assets. Fields: {@code id, kind, status, name, version, provider, owner, licence, digest, tags,
 * label.KEY, capability.NAME, created_at, updated_at}.
 */
public sealed interface Condition {
    /** Holds when all do; of none it holds always. */
    record All(List<Condition> conditions) implements Condition {
        public All {
            conditions = List.copyOf(conditions);
        }
    }

    /** Holds when one does; of none it never holds. */
    record Any(List<Condition> conditions) implements Condition {
        public Any {
            conditions = List.copyOf(conditions);
        }
    }

    record Not(Condition condition) implements Condition {}

    /** The words stand in the asset. */
    record Words(String text) implements Condition {}

    /** The field has one of the values, exactly as written. */
    record In(String field, List<String> values) implements Condition {
        public In {
            values = List.copyOf(values);
        }
    }

    /** The field is present. */
    record Exists(String field) implements Condition {}

    /** The value begins so; for {@code name}. */
    record StartsWith(String field, String prefix) implements Condition {}

    /**
     * The value lies between bounds, of which at least one is given: numbers for {@code capability.NAME}, RFC 3339 times
     * for {@code created_at} and {@code updated_at}.
     */
    record Between(
            String field,
            @Nullable String from,
            boolean fromIncluded,
            @Nullable String to,
            boolean toIncluded) implements Condition {}
}
