// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search.query;

import dev.llmops.contracts.search.IndexState;
import dev.llmops.contracts.search.SearchRequest.Mode;
import dev.llmops.contracts.search.SearchRequest.Sort;
import dev.llmops.contracts.search.SearchResult;
import dev.llmops.contracts.search.SearchResult.FacetCount;
import dev.llmops.contracts.search.SearchResult.Hit;
import dev.llmops.kernel.Problem;
import dev.llmops.search.index.FacetCounts;
import dev.llmops.search.index.TenantView;
import dev.llmops.search.index.TenantView.Nearest;
import dev.llmops.search.meaning.Meanings;
import dev.llmops.search.query.Ranking.Ranked;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopFieldDocs;
import org.apache.lucene.search.TotalHits;
import org.jspecify.annotations.Nullable;

/** One search over one view. */
final class Run {
    /** As many of each list are joined; further hits are too far from what was asked. */
    private static final int WINDOW = 200;

    private static final int FACET_VALUES = 50;
    private static final double MOSTLY = 0.9;

    private final TenantView view;
    private final Plan plan;
    private final Meanings meanings;
    private final IndexState state;
    private final Query filter;
    private final Query matching;

    Run(TenantView view, Plan plan, Meanings meanings, IndexState state) {
        this.view = view;
        this.plan = plan;
        this.meanings = meanings;
        this.state = state;
        BooleanQuery.Builder conditions = new BooleanQuery.Builder();
        conditions.add(new ConditionQueries(view).of(plan.request().filter()), Occur.FILTER);
        if (!plan.request().allVersions()) {
            conditions.add(Finder.best(ConditionQueries.states(plan.request().filter())), Occur.FILTER);
        }
        this.filter = conditions.build();
        Asked asked = plan.asked();
        this.matching = within(asked == null ? MatchAllDocsQuery.INSTANCE : new TextQueries(view).scored(asked));
    }

    private Query within(Query query) {
        return new BooleanQuery.Builder()
                .add(query, Occur.MUST)
                .add(filter, Occur.FILTER)
                .build();
    }

    SearchResult result() throws IOException {
        float[] vector = vector();
        return vector == null ? byWords() : byMeaning(vector);
    }

    /** The vector of the text; null when it is searched by words. */
    private float @Nullable [] vector() {
        PageCursor cursor = plan.cursor();
        Mode asked = cursor != null ? cursor.mode() : plan.request().mode();
        if (asked == Mode.TEXT || plan.asked() == null || plan.sort() != Sort.RELEVANCE) {
            return null;
        }
        if (asked != null) {
            return meanings.ofQuery(plan.meaning());
        }
        if (state.documents() == 0 || state.vectors() < MOSTLY * state.documents() || !meanings.warm()) {
            return null;
        }
        try {
            return meanings.ofQuery(plan.meaning());
        } catch (Problem e) {
            return null;
        }
    }

    private SearchResult byWords() throws IOException {
        int limit = plan.request().limit();
        PageCursor cursor = plan.cursor();
        FacetCounts facets = facets();
        TopFieldDocs found = view.top(
                matching, Orders.of(plan.sort()), limit + 1, cursor == null ? null : cursor.after(plan.sort()), facets);
        List<Ranked> page = new ArrayList<>();
        for (int i = 0; i < Math.min(limit, found.scoreDocs.length); i++) {
            FieldDoc doc = (FieldDoc) found.scoreDocs[i];
            double score = doc.fields[0] instanceof Float relevance ? relevance : 0;
            page.add(new Ranked(doc.doc, (Long) doc.fields[1], i + 1, score, null, null, score));
        }
        String next = found.scoreDocs.length <= limit
                ? null
                : PageCursor.of(plan.fingerprint(), Mode.TEXT, (FieldDoc) found.scoreDocs[limit - 1])
                        .encode();
        boolean exact = facets != null || found.totalHits.relation() == TotalHits.Relation.EQUAL_TO;
        long total = facets != null ? facets.documents() : found.totalHits.value();
        return result(page, next, total, exact, counts(facets), Mode.TEXT);
    }

    private SearchResult byMeaning(float[] vector) throws IOException {
        PageCursor cursor = plan.cursor();
        Mode mode =
                cursor != null ? cursor.mode() : plan.request().mode() == Mode.SEMANTIC ? Mode.SEMANTIC : Mode.HYBRID;
        Nearest nearest = view.nearest(vector, WINDOW, filter);
        TopFieldDocs words =
                mode == Mode.SEMANTIC ? null : view.top(matching, Orders.of(Sort.RELEVANCE), WINDOW, null, null);
        ScoreDoc[] byWords = words == null ? new ScoreDoc[0] : scored(words);
        List<Ranked> all = Ranking.join(view, byWords, nearest.top().scoreDocs);
        List<Ranked> behind = cursor == null ? all : behind(all, cursor);
        int limit = plan.request().limit();
        List<Ranked> page = behind.subList(0, Math.min(limit, behind.size()));
        String next = behind.size() <= limit
                ? null
                : new PageCursor(
                                plan.fingerprint(),
                                mode,
                                Double.toString(page.getLast().score()),
                                page.getLast().tie())
                        .encode();
        boolean cut = byWords.length == WINDOW;
        long total = words == null || !cut ? all.size() : Math.max(all.size(), words.totalHits.value());
        FacetCounts facets = facets();
        if (facets != null) {
            Query counted = byWords.length > 0 ? matching : within(nearest.documents());
            view.top(counted, Orders.of(Sort.RELEVANCE), 1, null, facets);
        }
        return result(page, next, total, !cut, counts(facets), mode);
    }

    private static List<Ranked> behind(List<Ranked> all, PageCursor cursor) {
        try {
            double score = Double.parseDouble(String.valueOf(cursor.value()));
            return all.stream()
                    .filter(ranked -> Ranking.isBehind(ranked, score, cursor.tie()))
                    .toList();
        } catch (NumberFormatException e) {
            throw Problem.invalid("cursor", null, "the next_cursor of the page before, of the same request");
        }
    }

    /** Documents with their scores: an order by several keys keeps the score among the keys only. */
    private static ScoreDoc[] scored(TopFieldDocs found) {
        ScoreDoc[] scored = new ScoreDoc[found.scoreDocs.length];
        for (int i = 0; i < scored.length; i++) {
            FieldDoc doc = (FieldDoc) found.scoreDocs[i];
            scored[i] = new ScoreDoc(doc.doc, (Float) doc.fields[0]);
        }
        return scored;
    }

    private @Nullable FacetCounts facets() {
        return plan.facets().isEmpty() ? null : new FacetCounts(plan.facets());
    }

    private static Map<String, List<FacetCount>> counts(@Nullable FacetCounts facets) {
        Map<String, List<FacetCount>> counts = new HashMap<>();
        if (facets != null) {
            facets.top(FACET_VALUES)
                    .forEach((name, values) -> counts.put(
                            name,
                            values.stream()
                                    .map(value -> new FacetCount(value.text(), value.count()))
                                    .toList()));
        }
        return counts;
    }

    private SearchResult result(
            List<Ranked> page,
            @Nullable String next,
            long total,
            boolean exact,
            Map<String, List<FacetCount>> facets,
            Mode mode)
            throws IOException {
        List<Hit> hits = new ArrayList<>();
        Asked asked = plan.asked();
        try (Hits shown = new Hits(view, plan.request(), asked, mode)) {
            for (Ranked ranked : page) {
                hits.add(shown.hit(ranked));
            }
        }
        String didYouMean = asked == null || plan.cursor() != null ? null : new Spelling(view).didYouMean(asked);
        return new SearchResult(hits, next, total, exact, facets, didYouMean, mode, state);
    }
}
