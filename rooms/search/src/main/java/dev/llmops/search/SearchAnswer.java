// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search;

import dev.llmops.contracts.search.IndexState;
import dev.llmops.contracts.search.SearchRequest.Mode;
import dev.llmops.contracts.search.SearchResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A page of hits on the wire.
 *
 * @param facets per field the values and their counts, most frequent first
 */
@Schema(name = "AssetSearchAnswer")
record SearchAnswer(
        List<SearchResult.Hit> items,
        @Nullable String nextCursor,
        long total,
        boolean totalExact,
        Map<String, Map<String, Long>> facets,
        @Nullable String didYouMean,
        Mode mode,
        Index index) {
    static SearchAnswer of(SearchResult result) {
        Map<String, Map<String, Long>> facets = new LinkedHashMap<>();
        result.facets().forEach((field, values) -> {
            Map<String, Long> counts = new LinkedHashMap<>();
            values.forEach(value -> counts.put(value.value(), value.count()));
            facets.put(field, counts);
        });
        return new SearchAnswer(
                result.hits(),
                result.nextCursor(),
                result.total(),
                result.totalExact(),
                facets,
                result.didYouMean(),
                result.mode(),
                Index.of(result.index()));
    }

    /** The states of an index, under a name of their own in the document. */
    @Schema(name = "SearchIndexState")
    enum Progress {
        READY,
        REBUILDING
    }

    /** How far the index is; counts are of the caller's organisation. */
    @Schema(name = "SearchIndex")
    record Index(String position, long lagMs, Progress state, long documents, long vectors) {
        static Index of(IndexState state) {
            return new Index(
                    state.position().toString(),
                    state.lagMillis(),
                    switch (state.state()) {
                        case READY -> Progress.READY;
                        case REBUILDING -> Progress.REBUILDING;
                    },
                    state.documents(),
                    state.vectors());
        }
    }
}
