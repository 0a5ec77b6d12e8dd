// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.search;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is searched.
 *
 * @param text words, with {@code "phrases"} and {@code -exclusions}; the last word may be unfinished. Null or blank: all
 * @param filter what every hit must satisfy; null: nothing
 * @param mode null: by words and meaning once the meaning of the organisation's assets is known, by words until then
 * @param sort null: by relevance with a text, newest first without
 * @param allVersions false: one hit per asset, its best version among the states asked for (published before deprecated
 *     before draft before retired, then stable before pre-release, then the higher version)
 * @param facets fields to count values of: {@code kind, status, provider, owner, licence, tags} or {@code label.KEY}
 * @param highlight whether to mark what matched
 * @param explain whether to say why a hit stands where it does
 * @param limit 1 to 200
 * @param cursor the {@code next_cursor} of the page before, of the same request
 * @param after what the index must have seen before it answers: a position of the event log, the id of an event, or
 *     {@code now} for all that was committed until this moment; null: nothing
 */
public record SearchRequest(
        @Nullable String text,
        @Nullable Condition filter,
        @Nullable Mode mode,
        @Nullable Sort sort,
        boolean allVersions,
        List<String> facets,
        boolean highlight,
        boolean explain,
        int limit,
        @Nullable String cursor,
        @Nullable String after) {
    public SearchRequest {
        facets = List.copyOf(facets);
    }

    /** A plain search: the first page, by words and meaning, one hit per asset. */
    public static SearchRequest of(@Nullable String text, @Nullable Condition filter, int limit) {
        return new SearchRequest(text, filter, null, null, false, List.of(), false, false, limit, null, null);
    }

    /** How a text finds. */
    public enum Mode {
        TEXT,
        SEMANTIC,
        HYBRID
    }

    /** The order of hits; ties are broken the same way every time. */
    public enum Sort {
        RELEVANCE("relevance"),
        NEWEST("-created_at"),
        OLDEST("created_at"),
        UPDATED("-updated_at"),
        LEAST_UPDATED("updated_at"),
        NAME("name"),
        NAME_DESCENDING("-name"),
        VERSION("version"),
        VERSION_DESCENDING("-version");

        private final String wireName;

        Sort(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }
}
