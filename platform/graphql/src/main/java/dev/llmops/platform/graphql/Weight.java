// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.graphql;

/**
 * How heavy a selection is, with its fragments put in place.
 *
 * @param depth levels of fields
 * @param aliases fields that are asked for under another name
 * @param cost fields to be answered, those of a list as often as its limit says; saturates
 */
record Weight(long depth, long aliases, long cost) {
    static final Weight NOTHING = new Weight(0, 0, 0);
    private static final long MOST = 1L << 40;

    /** Beside another selection of the same level. */
    Weight beside(Weight other) {
        return new Weight(Math.max(depth, other.depth), bounded(aliases + other.aliases), bounded(cost + other.cost));
    }

    /** As the contents of a field. */
    Weight under(boolean aliased, long ownCost, long times) {
        return new Weight(
                bounded(depth + 1), bounded(aliases + (aliased ? 1 : 0)), bounded(ownCost + bounded(cost) * times));
    }

    private static long bounded(long value) {
        return Math.min(value, MOST);
    }
}
