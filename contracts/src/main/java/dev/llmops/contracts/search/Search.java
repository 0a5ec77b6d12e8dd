// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.search;

import dev.llmops.contracts.identity.Caller;
import java.util.List;

/**
 * Finds assets of the caller's organisation and of no other. Reads only; every answer says how far the index is. Refuses
 * with {@code index_rebuilding} while there is nothing to answer from.
 */
public interface Search {
    /**
     * The hits of a request, best first.
     *
     * <p>Refuses with {@code validation_failed} (a value out of its bounds, a cursor of another request),
     * {@code unknown_filter} (a field that no condition or facet knows), {@code unavailable} (the index has not seen
     * {@link SearchRequest#after} within five seconds) and {@code rate_limited} (too many ask by meaning at once).
     */
    SearchResult search(Caller caller, SearchRequest request);

    /**
     * Names that go on as the text does, best first.
     *
     * @param text 1 to 200 characters; the last word may be unfinished
     * @param limit 1 to 20
     */
    Suggestions suggest(Caller caller, String text, int limit);

    /** How far the index is, seen from the caller's organisation. */
    IndexState state(Caller caller);

    /**
     * @param assets names that match
     * @param words completions of the last word, from the caller's own assets
     */
    record Suggestions(List<SuggestedAsset> assets, List<String> words) {
        public Suggestions {
            assets = List.copyOf(assets);
            words = List.copyOf(words);
        }
    }

    /**
     * @param ranges which parts of the name match
     */
    record SuggestedAsset(String id, String kind, String name, String version, List<TextRange> ranges) {
        public SuggestedAsset {
            ranges = List.copyOf(ranges);
        }
    }
}
