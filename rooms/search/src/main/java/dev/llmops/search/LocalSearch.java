// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.search.IndexState;
import dev.llmops.contracts.search.Search;
import dev.llmops.contracts.search.SearchRequest;
import dev.llmops.contracts.search.SearchResult;
import dev.llmops.search.query.Finder;
import jakarta.inject.Singleton;

/** The door, opened in this process. */
@Singleton
final class LocalSearch implements Search {
    private final Finder finder;

    LocalSearch(Finder finder) {
        this.finder = finder;
    }

    @Override
    public SearchResult search(Caller caller, SearchRequest request) {
        return finder.search(caller.tenant(), request);
    }

    @Override
    public Suggestions suggest(Caller caller, String text, int limit) {
        return finder.suggest(caller.tenant(), text, limit);
    }

    @Override
    public IndexState state(Caller caller) {
        return finder.state(caller.tenant());
    }
}
