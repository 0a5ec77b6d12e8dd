// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.usage;

import java.util.Map;

/** What a member of a usage object tells. */
sealed interface Member {
    /** A number of tokens. */
    record Count(Slot slot) implements Member {}

    /** An object with more of them. */
    record Inside(Map<String, Member> members) implements Member {}

    /**
     * A list of objects, each a number of tokens of one kind.
     *
     * @param kind the name of the member that names the kind
     * @param count the name of the member with the number
     * @param slots by kind; other kinds are passed over
     */
    record Kinds(String kind, String count, Map<String, Slot> slots) implements Member {}
}
