// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.feed;

import dev.llmops.kernel.Problem;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which types of events somebody wants: names such as {@code registry.asset.registered}, or beginnings such as
 * {@code registry.asset.*}. None means all. Only events about assets leave the product this way; what happens to users,
 * keys or the webhooks themselves never does.
 *
 * @param patterns as they were given
 */
public record EventTypes(List<String> patterns) {
    private static final int MAX = 50;
    private static final Pattern FORM = Pattern.compile("(registry|provenance)(\\.[a-z][a-z_]{0,40}){0,4}(\\.\\*)?");
    private static final List<String> ROOMS = List.of("registry.", "provenance.");
    private static final String OWN = "registry.webhook.";

    public EventTypes {
        patterns = patterns.stream().distinct().sorted().toList();
    }

    /** Refuses with {@code validation_failed} what no event could be called. */
    public static EventTypes of(Collection<String> patterns) {
        if (patterns.size() > MAX) {
            throw Problem.invalid("types", patterns.size() + " types", "at most " + MAX);
        }
        for (String pattern : patterns) {
            if (!FORM.matcher(pattern).matches() || pattern.indexOf('.') < 0) {
                throw Problem.invalid(
                        "types",
                        pattern,
                        "types of the registry's events, such as registry.asset.registered or registry.*");
            }
        }
        return new EventTypes(List.copyOf(patterns));
    }

    /** Whether events of this type are for others at all. */
    public static boolean leaves(String type) {
        return !type.startsWith(OWN) && ROOMS.stream().anyMatch(type::startsWith);
    }

    /** Whether an event of a type that leaves is wanted. */
    public boolean match(String type) {
        return patterns.isEmpty()
                || patterns.stream()
                        .anyMatch(pattern -> pattern.endsWith(".*")
                                ? type.startsWith(pattern.substring(0, pattern.length() - 1))
                                : type.equals(pattern));
    }
}
