// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search.query;

import dev.llmops.contracts.search.SearchRequest;
import dev.llmops.contracts.search.SearchRequest.Mode;
import dev.llmops.contracts.search.SearchResult.Explanation;
import dev.llmops.contracts.search.SearchResult.Hit;
import dev.llmops.search.index.Card;
import dev.llmops.search.index.TenantView;
import dev.llmops.search.query.Ranking.Ranked;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows what was found, with what was marked in it and why it stands where it does. */
final class Hits implements AutoCloseable {
    private final TenantView view;
    private final SearchRequest request;
    private final Mode mode;
    private final @Nullable Marks marks;

    Hits(TenantView view, SearchRequest request, @Nullable Asked asked, Mode mode) {
        this.view = view;
        this.request = request;
        this.mode = mode;
        this.marks = asked != null && (request.highlight() || request.explain()) ? new Marks(view, asked) : null;
    }

    Hit hit(Ranked ranked) throws IOException {
        Card card = view.card(ranked.document());
        return new Hit(
                card.id(),
                card.kind(),
                card.name(),
                card.version(),
                card.status(),
                card.description(),
                card.owner(),
                card.licence(),
                card.provider(),
                card.tags(),
                card.labels(),
                card.digest(),
                card.revision(),
                card.createdAt(),
                card.updatedAt(),
                ranked.score(),
                marks != null && request.highlight() ? marks.highlights(card) : Map.of(),
                request.explain() ? explanation(ranked, card) : null);
    }

    private Explanation explanation(Ranked ranked, Card card) {
        Map<String, List<String>> matched = marks == null ? Map.of() : marks.matched(card);
        boolean joined = mode != Mode.TEXT;
        return new Explanation(
                ranked.textRank(),
                ranked.textScore(),
                joined ? ranked.textContribution() : ranked.score(),
                ranked.semanticRank(),
                ranked.similarity(),
                ranked.semanticContribution(),
                matched);
    }

    @Override
    public void close() {
        if (marks != null) {
            marks.close();
        }
    }
}
