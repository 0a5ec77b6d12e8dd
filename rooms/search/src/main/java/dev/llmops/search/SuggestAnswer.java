// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search;

import dev.llmops.contracts.search.Search.SuggestedAsset;
import dev.llmops.contracts.search.Search.Suggestions;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Suggestions on the wire.
 *
 * @param words how the last word may go on
 */
@Schema(name = "AssetSuggestions")
record SuggestAnswer(List<SuggestedAsset> items, List<String> words) {
    static SuggestAnswer of(Suggestions suggestions) {
        return new SuggestAnswer(suggestions.assets(), suggestions.words());
    }
}
