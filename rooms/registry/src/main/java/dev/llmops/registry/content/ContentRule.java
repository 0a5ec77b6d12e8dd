// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.content;

import dev.llmops.kernel.Problem;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where objects belong that meet all of its conditions. The first rule of an organisation's list that fits decides; an
 * object that none fits belongs to the hot tier.
 *
 * @param unreadDays for so many days nobody read it
 * @param minSizeBytes it is at least so large
 * @param kinds a version of one of these kinds has it as an artifact; null for any object
 */
record ContentRule(
        Tier tier,
        @Nullable Integer unreadDays,
        @Nullable Long minSizeBytes,
        @Nullable List<String> kinds) {
    static final int MAX_RULES = 20;
    private static final Pattern KIND = Pattern.compile("[a-z][a-z0-9-]{0,62}");

    ContentRule {
        kinds = kinds == null ? null : List.copyOf(kinds);
        if (unreadDays != null && (unreadDays < 0 || unreadDays > 3650)) {
            throw Problem.invalid("unread_days", unreadDays, "0 to 3650");
        }
        if (minSizeBytes != null && minSizeBytes < 0) {
            throw Problem.invalid("min_size_bytes", minSizeBytes, "0 or more");
        }
        if (kinds != null
                && (kinds.size() > 20
                        || !kinds.stream().allMatch(kind -> KIND.matcher(kind).matches()))) {
            throw Problem.invalid("kinds", kinds, "at most 20 kinds of assets, such as dataset");
        }
    }
}
