// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.batch;

import dev.llmops.kernel.Problem;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A page as OpenAI's clients read it, which ask for the next one with the last id. */
record OpenAiList<T>(
        String object,
        List<T> data,
        @Nullable String firstId,
        @Nullable String lastId,
        boolean hasMore) {
    private static final int LARGEST_PAGE = 1_000;
    private static final int LARGEST_ASKED = 10_000;

    /** @param rows one more than the page has, when there is more */
    static <R, T> OpenAiList<T> of(List<R> rows, Page page, Function<R, T> form, Function<R, String> id) {
        List<R> shown = rows.subList(0, Math.min(rows.size(), page.limit()));
        return new OpenAiList<>(
                "list",
                shown.stream().map(form).toList(),
                shown.isEmpty() ? null : id.apply(shown.getFirst()),
                shown.isEmpty() ? null : id.apply(shown.getLast()),
                rows.size() > shown.size());
    }

    /** Which page is asked for. */
    record Page(@Nullable String after, int limit, boolean ascending) {
        static Page of(MultiMap query, int usual, Set<String> filters) {
            for (String name : query.names()) {
                if (!filters.contains(name)
                        && !Set.of("after", "limit", "order").contains(name)) {
                    throw Problem.invalid(name, query.get(name), "no such parameter here");
                }
            }
            String order = query.get("order");
            if (order != null && !order.equals("asc") && !order.equals("desc")) {
                throw Problem.invalid("order", order, "asc or desc");
            }
            String after = query.get("after");
            if (after != null && !after.matches("[A-Za-z0-9_-]{1,64}")) {
                throw Problem.invalid("after", after, "the id of the last of the page before");
            }
            return new Page(after, limit(query.get("limit"), usual), "asc".equals(order));
        }

        private static int limit(@Nullable String text, int usual) {
            if (text == null) {
                return usual;
            }
            try {
                int limit = Integer.parseInt(text);
                if (limit >= 1 && limit <= LARGEST_ASKED) {
                    return Math.min(limit, LARGEST_PAGE);
                }
            } catch (NumberFormatException e) {
                // said below
            }
            throw Problem.invalid("limit", text, "a whole number from 1 to " + LARGEST_ASKED);
        }

        /** Part of a statement; its parameter is {@code after}. */
        String condition() {
            return "(CAST(:after AS text) IS NULL OR id " + (ascending ? ">" : "<") + " :after)";
        }

        String direction() {
            return ascending ? "ASC" : "DESC";
        }
    }
}
