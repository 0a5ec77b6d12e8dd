// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search.query;

import dev.llmops.search.index.Fields;
import dev.llmops.search.index.TenantView;
import dev.llmops.search.index.WordAnalyzer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.DisjunctionMaxQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.SynonymQuery;
import org.apache.lucene.search.TermQuery;

/**
 * Words as a query: each is looked for in every field, and counts where it weighs most. Up to three words must all be
 * found; of more, seven in ten.
 */
record TextQueries(TenantView view) {
    /** Fields of words and what a find in them weighs. */
    private static final Map<String, Float> WEIGHTS = weights();

    private static final float EXACT_NAME = 8;
    private static final float UNFINISHED = 2;
    private static final int ALL_OF = 3;
    private static final double SHARE = 0.7;

    private static Map<String, Float> weights() {
        Map<String, Float> weights = new LinkedHashMap<>();
        weights.put(Fields.NAME_WORDS, 4f);
        weights.put(Fields.TAG_WORDS, 2.5f);
        weights.put(Fields.DESCRIPTION_WORDS, 1.2f);
        weights.put(Fields.SPEC_WORDS, 0.6f);
        return weights;
    }

    static List<String> fields() {
        return List.copyOf(WEIGHTS.keySet());
    }

    Query scored(Asked asked) {
        BooleanQuery.Builder words = new BooleanQuery.Builder();
        int count = asked.words().size();
        for (Asked.Word word : asked.words()) {
            words.add(anywhere(word.text(), asked.unfinished().contains(word.text())), Occur.SHOULD);
        }
        words.setMinimumNumberShouldMatch(count <= ALL_OF ? count : (int) Math.ceil(count * SHARE));
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        if (count > 0) {
            all.add(words.build(), Occur.MUST);
        }
        asked.phrases().forEach(phrase -> all.add(phrase(phrase), Occur.MUST));
        asked.excluded().forEach(phrase -> all.add(phrase(phrase), Occur.MUST_NOT));
        if (asked.isEmpty()) {
            all.add(MatchAllDocsQuery.INSTANCE, Occur.MUST);
        }
        Query exact = new TermQuery(new Term(Fields.NAME, asked.text().strip().toLowerCase(Locale.ROOT)));
        all.add(new BoostQuery(new ConstantScoreQuery(exact), EXACT_NAME), Occur.SHOULD);
        return all.build();
    }

    private Query anywhere(String word, boolean unfinished) {
        List<Query> places = new ArrayList<>();
        WEIGHTS.forEach((field, weight) -> places.add(new BoostQuery(forms(field, word), weight)));
        if (unfinished) {
            String edge = word.length() > WordAnalyzer.MAX_EDGE ? word.substring(0, WordAnalyzer.MAX_EDGE) : word;
            places.add(new BoostQuery(new TermQuery(view.word(Fields.EDGE_WORDS, edge)), UNFINISHED));
        }
        return new DisjunctionMaxQuery(places, 0.1f);
    }

    /** A word as it stands and its other number; together they count as one word. */
    private Query forms(String field, String word) {
        SynonymQuery.Builder forms = new SynonymQuery.Builder(field).addTerm(view.word(field, word));
        if (word.length() > 3 && Character.isLetter(word.charAt(word.length() - 1))) {
            String other = word.endsWith("s") ? word.substring(0, word.length() - 1) : word + "s";
            forms.addTerm(view.word(field, other), 0.9f);
        }
        return forms.build();
    }

    private Query phrase(List<String> words) {
        List<Query> places = new ArrayList<>();
        WEIGHTS.forEach((field, weight) -> {
            PhraseQuery.Builder phrase = new PhraseQuery.Builder();
            words.forEach(word -> phrase.add(view.word(field, word)));
            places.add(new BoostQuery(phrase.build(), weight));
        });
        return new DisjunctionMaxQuery(places, 0.1f);
    }

    /** What is to be marked in a field. */
    Query marked(Asked asked, String field) {
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        for (Asked.Word word : asked.words()) {
            any.add(new TermQuery(view.word(field, word.text())), Occur.SHOULD);
            any.add(forms(field, word.text()), Occur.SHOULD);
            if (asked.unfinished().contains(word.text())) {
                any.add(new PrefixQuery(view.word(field, word.text())), Occur.SHOULD);
            }
        }
        for (List<String> phrase : asked.phrases()) {
            PhraseQuery.Builder words = new PhraseQuery.Builder();
            phrase.forEach(word -> words.add(view.word(field, word)));
            any.add(words.build(), Occur.SHOULD);
        }
        return any.build();
    }
}
