// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search.query;

import dev.llmops.search.index.TenantView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.search.ScoreDoc;
import org.jspecify.annotations.Nullable;

/**
 * Joins the list by words and the list by meaning: a hit gets {@code 1/(60 + rank)} from each list it is in (Cormack,
 * Clarke, Büttcher: Reciprocal Rank Fusion, SIGIR 2009). Ranks and not scores, because the two scales have nothing in
 * common.
 */
final class Ranking {
    private static final int K = 60;
    /** Below this cosine two texts have nothing to do with each other in this encoder. */
    private static final double MIN_SIMILARITY = 0.2;

    private static final Comparator<Ranked> ORDER =
            Comparator.comparingDouble(Ranked::score).reversed().thenComparingLong(Ranked::tie);

    private Ranking() {}

    /**
     * A document and its places, from 1; null where it is in no list.
     *
     * @param similarity cosine
     */
    record Ranked(
            int document,
            long tie,
            @Nullable Integer textRank,
            @Nullable Double textScore,
            @Nullable Integer semanticRank,
            @Nullable Double similarity,
            double score) {
        double textContribution() {
            return contribution(textRank);
        }

        double semanticContribution() {
            return contribution(semanticRank);
        }
    }

    private static double contribution(@Nullable Integer rank) {
        return rank == null ? 0 : 1.0 / (K + rank);
    }

    /** Best first. With one list alone its order is kept. */
    static List<Ranked> join(TenantView view, ScoreDoc[] byWords, ScoreDoc[] byMeaning) throws IOException {
        Map<Integer, Integer> textRanks = new HashMap<>();
        Map<Integer, Double> textScores = new HashMap<>();
        for (int i = 0; i < byWords.length; i++) {
            textRanks.put(byWords[i].doc, i + 1);
            textScores.put(byWords[i].doc, (double) byWords[i].score);
        }
        Map<Integer, Integer> semanticRanks = new HashMap<>();
        Map<Integer, Double> similarities = new HashMap<>();
        for (int i = 0; i < byMeaning.length; i++) {
            double similarity = 2.0 * byMeaning[i].score - 1;
            if (similarity >= MIN_SIMILARITY || textRanks.containsKey(byMeaning[i].doc)) {
                semanticRanks.put(byMeaning[i].doc, i + 1);
                similarities.put(byMeaning[i].doc, similarity);
            }
        }
        List<Integer> documents = new ArrayList<>(textRanks.keySet());
        semanticRanks.keySet().stream()
                .filter(doc -> !textRanks.containsKey(doc))
                .forEach(documents::add);
        List<Ranked> ranked = new ArrayList<>();
        for (int doc : documents) {
            double score = contribution(textRanks.get(doc)) + contribution(semanticRanks.get(doc));
            ranked.add(new Ranked(
                    doc,
                    view.tie(doc),
                    textRanks.get(doc),
                    textScores.get(doc),
                    semanticRanks.get(doc),
                    similarities.get(doc),
                    score));
        }
        ranked.sort(ORDER);
        return ranked;
    }

    /** Whether a document comes behind the place where a page ended. */
    static boolean isBehind(Ranked ranked, double score, long tie) {
        return ranked.score() < score || (ranked.score() == score && ranked.tie() > tie);
    }
}
