// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search.query;

import dev.llmops.contracts.search.IndexState;
import dev.llmops.contracts.search.Search.SuggestedAsset;
import dev.llmops.contracts.search.Search.Suggestions;
import dev.llmops.contracts.search.SearchRequest;
import dev.llmops.contracts.search.SearchResult;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.search.index.BestVersions;
import dev.llmops.search.index.Card;
import dev.llmops.search.index.Fields;
import dev.llmops.search.index.IndexKeeper;
import dev.llmops.search.index.ServedIndex;
import dev.llmops.search.index.TenantView;
import dev.llmops.search.meaning.Meanings;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.AlreadyClosedException;
import org.jspecify.annotations.Nullable;

/** Answers requests from the index as it is now, each within one view of the caller's organisation. */
@Singleton
public final class Finder {
    private static final int MAX_SUGGESTED = 20;
    private static final int MAX_SUGGEST_TEXT = 200;

    private final ServedIndex index;
    private final Meanings meanings;

    public Finder(IndexKeeper keeper, Meanings meanings) {
        this.index = keeper.served();
        this.meanings = meanings;
    }

    /** Something asked of a view. */
    @FunctionalInterface
    private interface Question<T> {
        T of(TenantView view) throws IOException;
    }

    public SearchResult search(TenantId tenant, SearchRequest request) {
        Plan plan = Plan.of(request);
        if (request.after() != null) {
            index.await(request.after());
        }
        return ask(tenant, view -> new Run(view, plan, meanings, index.state(view)).result());
    }

    public Suggestions suggest(TenantId tenant, String text, int limit) {
        if (limit < 1 || limit > MAX_SUGGESTED) {
            throw Problem.invalid("limit", limit, "a whole number from 1 to " + MAX_SUGGESTED);
        }
        if (text.length() > MAX_SUGGEST_TEXT) {
            throw Problem.invalid("q", text.length() + " characters", "at most " + MAX_SUGGEST_TEXT + " characters");
        }
        Asked asked = Asked.parse("q", text);
        if (asked == null) {
            throw Problem.invalid("q", null, "the beginning of a name");
        }
        return ask(tenant, view -> suggestions(view, asked, limit));
    }

    public IndexState state(TenantId tenant) {
        try {
            return ask(tenant, index::state);
        } catch (Problem e) {
            if (e.code() == ErrorCode.INDEX_REBUILDING) {
                return index.state();
            }
            throw e;
        }
    }

    /** Reading from damaged files may fail in any way; what a fault of ours would do too is answered as one. */
    private <T> T ask(TenantId tenant, Question<T> question) {
        try (TenantView view = index.view(tenant)) {
            return question.of(view);
        } catch (IOException
                | UncheckedIOException
                | AlreadyClosedException
                | IndexOutOfBoundsException
                | InternalError e) {
            index.suspect(e);
            throw new Problem(
                    ErrorCode.INDEX_REBUILDING,
                    "The search index could not be read and is being checked; ask again in a moment",
                    Duration.ofSeconds(2));
        }
    }

    private static Suggestions suggestions(TenantView view, Asked asked, int limit) throws IOException {
        Query query = new BooleanQuery.Builder()
                .add(new TextQueries(view).scored(asked), Occur.MUST)
                .add(best(BestVersions.ANY_STATE), Occur.FILTER)
                .build();
        List<SuggestedAsset> assets = new ArrayList<>();
        try (Marks marks = new Marks(view, asked)) {
            for (ScoreDoc found :
                    view.top(query, Orders.of(SearchRequest.Sort.RELEVANCE), limit, null, null).scoreDocs) {
                Card card = view.card(found.doc);
                assets.add(new SuggestedAsset(card.id(), card.kind(), card.name(), card.version(), marks.inName(card)));
            }
        }
        return new Suggestions(assets, new Spelling(view).completions(unfinished(asked), 5));
    }

    private static String unfinished(Asked asked) {
        return asked.words().isEmpty() ? asked.text() : asked.words().getLast().text();
    }

    /** Finds the versions that stand for their assets among some states. */
    static Query best(int states) {
        return new TermQuery(new Term(Fields.BEST, Integer.toString(states)));
    }

    static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }
}
