// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search.query;

import dev.llmops.contracts.search.SearchRequest.Sort;
import dev.llmops.kernel.Problem;
import dev.llmops.search.index.Fields;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.apache.lucene.document.LongField;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.SortedNumericSelector;
import org.jspecify.annotations.Nullable;

/** Orders by name, and as the index sorts them. */
public final class Orders {
    private Orders() {}

    public static @Nullable Sort parse(@Nullable String text) {
        if (text == null) {
            return null;
        }
        for (Sort sort : Sort.values()) {
            if (sort.wireName().equals(text)) {
                return sort;
            }
        }
        throw Problem.invalid(
                "sort", text, Arrays.stream(Sort.values()).map(Sort::wireName).collect(Collectors.joining(", ")));
    }

    static org.apache.lucene.search.Sort of(Sort sort) {
        SortField first =
                switch (sort) {
                    case RELEVANCE -> SortField.FIELD_SCORE;
                    case NEWEST -> time(Fields.CREATED_AT, true);
                    case OLDEST -> time(Fields.CREATED_AT, false);
                    case UPDATED -> time(Fields.UPDATED_AT, true);
                    case LEAST_UPDATED -> time(Fields.UPDATED_AT, false);
                    case NAME -> new SortField(Fields.NAME, SortField.Type.STRING);
                    case NAME_DESCENDING -> new SortField(Fields.NAME, SortField.Type.STRING, true);
                    case VERSION -> new SortField(Fields.VERSION_KEY, SortField.Type.STRING);
                    case VERSION_DESCENDING -> new SortField(Fields.VERSION_KEY, SortField.Type.STRING, true);
                };
        return new org.apache.lucene.search.Sort(first, new SortField(Fields.TIE, SortField.Type.LONG));
    }

    private static SortField time(String field, boolean latestFirst) {
        return LongField.newSortField(field, latestFirst, SortedNumericSelector.Type.MIN);
    }
}
