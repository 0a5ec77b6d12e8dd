// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search.query;

import dev.llmops.search.index.Fields;
import dev.llmops.search.index.TenantView;
import dev.llmops.search.index.TenantView.Word;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.TermQuery;
import org.jspecify.annotations.Nullable;

/** Puts words right, and ends unfinished ones, by the words of the organisation's own assets. */
record Spelling(TenantView view) {
    private static final List<String> FIELDS = List.of(Fields.NAME_WORDS, Fields.TAG_WORDS, Fields.DESCRIPTION_WORDS);
    private static final int LOOKED_AT = 500;
    private static final int TRIED = 20;

    /** The text with unknown words replaced by near ones; null when every word is known or nothing is near. */
    @Nullable
    String didYouMean(Asked asked) throws IOException {
        StringBuilder text = new StringBuilder(asked.text());
        boolean changed = false;
        for (Asked.Word word : asked.words().reversed()) {
            if (word.text().length() >= 3
                    && !isKnown(word.text(), asked.unfinished().contains(word.text()))) {
                Optional<String> near = nearest(word.text());
                if (near.isPresent()) {
                    text.replace(word.start(), word.end(), near.get());
                    changed = true;
                }
            }
        }
        return changed ? text.toString() : null;
    }

    private boolean isKnown(String word, boolean unfinished) throws IOException {
        for (String field : TextQueries.fields()) {
            if (view.frequency(field, word) > 0
                    || (word.length() > 3 && view.frequency(field, word + "s") > 0)
                    || (word.endsWith("s") && view.frequency(field, word.substring(0, word.length() - 1)) > 0)) {
                return true;
            }
        }
        return unfinished && view.frequency(Fields.EDGE_WORDS, word) > 0;
    }

    private Optional<String> nearest(String word) throws IOException {
        Map<String, Integer> found = new HashMap<>();
        for (String field : FIELDS) {
            for (Word near : view.similar(field, word, LOOKED_AT)) {
                found.merge(near.text(), near.frequency(), Integer::sum);
            }
        }
        List<String> ordered = found.entrySet().stream()
                .sorted(Comparator.comparingInt((Map.Entry<String, Integer> entry) -> distance(word, entry.getKey()))
                        .thenComparing(
                                Map.Entry.<String, Integer>comparingByValue().reversed())
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .limit(TRIED)
                .toList();
        return firstLive(ordered);
    }

    private Optional<String> firstLive(List<String> words) throws IOException {
        for (String word : words) {
            if (isLive(word)) {
                return Optional.of(word);
            }
        }
        return Optional.empty();
    }

    /** Whether an asset has the word now: the dictionary keeps words of deleted ones for a while. */
    private boolean isLive(String word) throws IOException {
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        FIELDS.forEach(field -> any.add(new TermQuery(view.word(field, word)), Occur.SHOULD));
        return view.count(any.build()) > 0;
    }

    /** How the last word may go on: the most frequent words first. */
    List<String> completions(String beginning, int max) throws IOException {
        Map<String, Integer> found = new HashMap<>();
        for (String field : FIELDS) {
            for (Word word : view.wordsFrom(field, beginning, LOOKED_AT)) {
                found.merge(word.text(), word.frequency(), Integer::sum);
            }
        }
        List<String> ordered = found.entrySet().stream()
                .filter(entry -> entry.getKey().length() > beginning.length())
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .limit(TRIED)
                .toList();
        List<String> live = new java.util.ArrayList<>();
        for (String word : ordered) {
            if (live.size() < max && isLive(word)) {
                live.add(word);
            }
        }
        return List.copyOf(live);
    }

    /** Levenshtein's distance with neighbours that changed places counted once. */
    static int distance(String a, String b) {
        int[][] distance = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    distance[i][j] = i + j;
                    continue;
                }
                int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int best = Math.min(distance[i - 1][j] + 1, distance[i][j - 1] + 1);
                best = Math.min(best, distance[i - 1][j - 1] + same);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                distance[i][j] = swapped ? Math.min(best, distance[i - 2][j - 2] + 1) : best;
            }
        }
        return distance[a.length()][b.length()];
    }
}
