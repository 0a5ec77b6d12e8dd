// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a list is asked with. A list answers with the kernel's {@code Page}, which is on the wire
 * {@code {"items":[…],"next_cursor":…}}.
 */
public final class Lists {
    private static final Set<String> PAGING = Set.of("limit", "cursor");

    private Lists() {}

    /**
     * The page asked for. Every query parameter must be one of the filters; a filter that ends in a dot, such as
     * {@code label.}, stands for all that begin with it. Another is refused with {@code unknown_filter}.
     */
    public static PageRequest page(UriInfo uri, String... filters) {
        for (String parameter : uri.getQueryParameters().keySet()) {
            if (!PAGING.contains(parameter) && !known(parameter, filters)) {
                TreeSet<String> expected = new TreeSet<>(PAGING);
                expected.addAll(List.of(filters));
                throw new Problem(
                        ErrorCode.UNKNOWN_FILTER,
                        Violation.of(parameter, uri.getQueryParameters().getFirst(parameter), "one of " + expected));
            }
        }
        return PageRequest.of(limit(uri), blankToNull(uri.getQueryParameters().getFirst("cursor")));
    }

    private static boolean known(String parameter, String[] filters) {
        for (String filter : filters) {
            if (parameter.equals(filter) || (filter.endsWith(".") && parameter.startsWith(filter))) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Integer limit(UriInfo uri) {
        String text = blankToNull(uri.getQueryParameters().getFirst("limit"));
        if (text == null) {
            return null;
        }
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException e) {
            throw Problem.invalid("limit", text, "a whole number from 1 to " + PageRequest.MAX_LIMIT);
        }
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }
}
