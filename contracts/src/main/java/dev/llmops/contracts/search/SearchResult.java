// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.search;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One page of hits.
 *
 * @param total how many match; a lower bound unless {@code totalExact}
 * @param facets per field asked for, the values by falling count
 * @param didYouMean the text with words put right that none of the organisation's assets has; null when there is nothing
 *     to put right
 * @param mode how was searched
 */
public record SearchResult(
        List<Hit> hits,
        @Nullable String nextCursor,
        long total,
        boolean totalExact,
        Map<String, List<FacetCount>> facets,
        @Nullable String didYouMean,
        SearchRequest.Mode mode,
        IndexState index) {
    public SearchResult {
        hits = List.copyOf(hits);
        facets = new TreeMap<>(facets);
    }

    public record FacetCount(String value, long count) {}

    /**
     * One version, as the index knows it.
     *
     * @param score comparable within one answer only
     * @param highlights per field a part of its text and what matched in it; empty unless asked for
     */
    public record Hit(
            String id,
            String kind,
            String name,
            String version,
            String status,
            @Nullable String description,
            @Nullable String owner,
            @Nullable String licence,
            @Nullable String provider,
            List<String> tags,
            Map<String, String> labels,
            String digest,
            long revision,
            Instant createdAt,
            Instant updatedAt,
            double score,
            Map<String, Highlight> highlights,
            @Nullable Explanation explanation) {
        public Hit {
            tags = List.copyOf(tags);
            labels = new TreeMap<>(labels);
            highlights = new TreeMap<>(highlights);
        }
    }

    /** Text is data of the asset's author: it is to be escaped before it is shown as HTML. */
    public record Highlight(String text, List<TextRange> ranges) {
        public Highlight {
            ranges = List.copyOf(ranges);
        }
    }

    /**
     * Why a hit stands where it does.
     *
     * @param textRank its place in the list by words, from 1; null when it is not in it
     * @param textContribution what that place adds to the score
     * @param similarity cosine of the angle between the meanings, −1 to 1
     * @param matchedTerms per field the words that were found in it
     */
    public record Explanation(
            @Nullable Integer textRank,
            @Nullable Double textScore,
            double textContribution,
            @Nullable Integer semanticRank,
            @Nullable Double similarity,
            double semanticContribution,
            Map<String, List<String>> matchedTerms) {
        public Explanation {
            matchedTerms = new TreeMap<>(matchedTerms);
        }
    }
}
