// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search.index;

import dev.llmops.kernel.TenantId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.CollectionStatistics;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.FuzzyTermsEnum;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.search.TopFieldDocs;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;
import org.jspecify.annotations.Nullable;

/**
 * All that a request can see of the index: the documents of one organisation, at one moment. This is the only way in, and
 * every method narrows to the organisation itself. Frequencies of words are those of the organisation because its words
 * are terms of its own; the number of documents and their lengths, which scores depend on too, are replaced.
 */
public final class TenantView implements AutoCloseable {
    /** Lengths in words that texts are measured against; fixed, so that nobody's texts change another's scores. */
    private static final Map<String, Integer> USUAL_LENGTHS = Map.of(
            Fields.NAME_WORDS, 5,
            Fields.TAG_WORDS, 8,
            Fields.EDGE_WORDS, 24,
            Fields.DESCRIPTION_WORDS, 20,
            Fields.SPEC_WORDS, 60);

    private static final int TOTAL_HITS_COUNTED = 1_000;
    private static final int MAX_EDITS = 2;

    private final TenantId tenant;
    private final SearcherManager searchers;
    private final IndexSearcher acquired;
    private final TenantSearcher searcher;
    private final TenantCounts counts;

    TenantView(TenantId tenant, SearcherManager searchers, TenantCounts counts) throws IOException {
        this.tenant = tenant;
        this.searchers = searchers;
        this.counts = counts;
        this.acquired = searchers.acquire();
        this.searcher = new TenantSearcher(acquired, new Term(Fields.TENANT, tenant.value()));
    }

    /** Counts documents and words as if the organisation were alone. */
    private static final class TenantSearcher extends IndexSearcher {
        private final Term tenant;
        private final int documents;

        TenantSearcher(IndexSearcher all, Term tenant) throws IOException {
            super(all.getIndexReader());
            this.tenant = tenant;
            this.documents = getIndexReader().docFreq(tenant);
        }

        Query own(Query query) {
            return new BooleanQuery.Builder()
                    .add(query, BooleanClause.Occur.MUST)
                    .add(new TermQuery(tenant), BooleanClause.Occur.FILTER)
                    .build();
        }

        @Override
        public @Nullable CollectionStatistics collectionStatistics(String field) {
            if (documents == 0) {
                return null;
            }
            long words = (long) documents * USUAL_LENGTHS.getOrDefault(field, 1);
            return new CollectionStatistics(field, documents, documents, words, words);
        }
    }

    public TenantId tenant() {
        return tenant;
    }

    /** The term of a word of this organisation. */
    public Term word(String field, String word) {
        return new Term(field, Fields.wordPrefix(tenant) + word);
    }

    /** The first documents in an order; facets, when given, count all that match. */
    public TopFieldDocs top(Query query, Sort sort, int limit, @Nullable FieldDoc after, @Nullable FacetCounts facets)
            throws IOException {
        Query own = searcher.own(query);
        if (facets != null) {
            facets.count(searcher, own);
        }
        return searcher.search(own, new TopFieldCollectorManager(sort, limit, after, TOTAL_HITS_COUNTED));
    }

    /**
     * The documents nearest to a vector.
     *
     * @param documents finds those very documents again
     */
    public record Nearest(TopDocs top, Query documents) {}

    /** The nearest among those that match a filter; the graph is walked among them only, so that none are missed. */
    public Nearest nearest(float[] vector, int limit, Query filter) throws IOException {
        Query found = searcher.rewrite(new KnnFloatVectorQuery(Fields.VECTOR, vector, limit, searcher.own(filter)));
        return new Nearest(searcher.search(searcher.own(found), limit), found);
    }

    public int count(Query query) throws IOException {
        return searcher.count(searcher.own(query));
    }

    /** What is shown of a document. */
    public Card card(int document) throws IOException {
        Card card = Card.parse(searcher.storedFields().document(document).get(Fields.CARD));
        if (!card.tenant().equals(tenant.value())) {
            throw new IllegalStateException("a document of another organisation was asked for");
        }
        return card;
    }

    /** Reads the number that breaks ties. */
    public long tie(int document) throws IOException {
        for (var leaf : searcher.getIndexReader().leaves()) {
            int doc = document - leaf.docBase;
            if (doc >= 0 && doc < leaf.reader().maxDoc()) {
                var values = leaf.reader().getNumericDocValues(Fields.TIE);
                if (values != null && values.advanceExact(doc)) {
                    return values.longValue();
                }
            }
        }
        throw new IllegalStateException("the document " + document + " has no id");
    }

    /** How many of the organisation's documents have a word, deleted ones included until they are merged away. */
    public int frequency(String field, String word) throws IOException {
        return searcher.getIndexReader().docFreq(word(field, word));
    }

    public record Word(String text, int frequency) {}

    /** Words of the organisation that begin so, at most as many looked at as given. */
    public List<Word> wordsFrom(String field, String beginning, int max) throws IOException {
        Terms terms = MultiTerms.getTerms(searcher.getIndexReader(), field);
        List<Word> words = new ArrayList<>();
        if (terms == null) {
            return words;
        }
        TermsEnum dictionary = terms.iterator();
        BytesRef from = word(field, beginning).bytes();
        TermsEnum.SeekStatus status = dictionary.seekCeil(from);
        BytesRef term = status == TermsEnum.SeekStatus.END ? null : dictionary.term();
        while (term != null && StringHelper.startsWith(term, from) && words.size() < max) {
            words.add(new Word(own(term), dictionary.docFreq()));
            term = dictionary.next();
        }
        return words;
    }

    /** Words of the organisation at most two changes away that begin with the same letter. */
    public List<Word> similar(String field, String word, int max) throws IOException {
        Terms terms = MultiTerms.getTerms(searcher.getIndexReader(), field);
        List<Word> words = new ArrayList<>();
        if (terms == null || word.isEmpty()) {
            return words;
        }
        String prefix = Fields.wordPrefix(tenant);
        int edits = word.codePointCount(0, word.length()) < 5 ? 1 : MAX_EDITS;
        int fixed = prefix.length() + 1;
        FuzzyTermsEnum near = new FuzzyTermsEnum(terms, word(field, word), edits, fixed, true);
        for (BytesRef term = near.next(); term != null && words.size() < max; term = near.next()) {
            if (StringHelper.startsWith(term, new BytesRef(prefix))) {
                words.add(new Word(own(term), near.docFreq()));
            }
        }
        return words;
    }

    private String own(BytesRef term) {
        return term.utf8ToString().substring(Fields.wordPrefix(tenant).length());
    }

    public long documents() throws IOException {
        return counts.of(acquired, new Term(Fields.TENANT, tenant.value()));
    }

    /** How many documents have a vector. */
    public long vectors() throws IOException {
        return counts.of(acquired, Fields.withVector(tenant));
    }

    @Override
    public void close() throws IOException {
        searchers.release(acquired);
    }
}
