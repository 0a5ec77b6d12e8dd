// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.memorygraph;

import dev.llmops.kernel.Problem;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** How one node stands to another, read from → to: a job {@code reads} a dataset. */
public enum Relation {
    DEPENDS_ON(Flow.FROM_TARGET),
    DERIVED_FROM(Flow.FROM_TARGET),
    TRAINED_ON(Flow.FROM_TARGET),
    TRANSFORMS(Flow.TO_TARGET),
    VALIDATES(Flow.FROM_TARGET),
    CONFIGURES(Flow.TO_TARGET),
    /** A successor and what it took the place of. */
    REPLACES(Flow.FROM_TARGET),
    USES(Flow.FROM_TARGET),
    READS(Flow.FROM_TARGET),
    WRITES(Flow.TO_TARGET),
    /** What consists of the other: a job of runs, a dataset of columns. Nothing flows. */
    PARENT_OF(Flow.NONE),
    /** Between columns, or from a column to what fills it. */
    COLUMN_FROM(Flow.FROM_TARGET),
    /** A version and the thing it is a version of: whoever depends on the thing may get this version. */
    VERSION_OF(Flow.TO_TARGET),
    /** Another name of the same dataset; recorded in both directions. */
    SAME_AS(Flow.FROM_TARGET),
    /** A user and what they answer for. */
    OWNS(Flow.NONE);

    /** Where a change spreads along a relation. */
    public enum Flow {
        /** A change of what it points to reaches what it comes from. */
        FROM_TARGET,
        /** A change of what it comes from reaches what it points to. */
        TO_TARGET,
        NONE
    }

    private final Flow flow;

    Relation(Flow flow) {
        this.flow = flow;
    }

    public Flow flow() {
        return flow;
    }

    /** Whether the upstream end is the one the relation comes from. */
    public boolean upstreamIsFrom() {
        return flow != Flow.FROM_TARGET;
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Relation parse(String text) {
        for (Relation relation : values()) {
            if (relation.wireName().equals(text)) {
                return relation;
            }
        }
        throw Problem.invalid(
                "types",
                text,
                "one of " + Arrays.stream(values()).map(Relation::wireName).collect(Collectors.joining(", ")));
    }

    /** Those a lineage question follows unless it names others: all that flows, except between columns. */
    public static Set<Relation> flowing() {
        EnumSet<Relation> flowing = EnumSet.allOf(Relation.class);
        flowing.removeIf(relation -> relation.flow == Flow.NONE || relation == COLUMN_FROM);
        return flowing;
    }
}
