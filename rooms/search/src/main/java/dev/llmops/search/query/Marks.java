// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search.query;

import dev.llmops.contracts.search.SearchResult.Highlight;
import dev.llmops.contracts.search.TextRange;
import dev.llmops.search.index.Card;
import dev.llmops.search.index.Fields;
import dev.llmops.search.index.TenantView;
import dev.llmops.search.index.WordAnalyzer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.lucene.search.uhighlight.Passage;
import org.apache.lucene.search.uhighlight.PassageFormatter;
import org.apache.lucene.search.uhighlight.UnifiedHighlighter;
import org.jspecify.annotations.Nullable;

/** Marks in the texts of a hit what was asked for. Answers places, never markup: the texts are their authors'. */
final class Marks implements AutoCloseable {
    private static final int MAX_TEXT = 64 * 1024;

    private final TextQueries queries;
    private final Asked asked;
    private final WordAnalyzer words;
    private final UnifiedHighlighter highlighter;

    Marks(TenantView view, Asked asked) {
        this.queries = new TextQueries(view);
        this.asked = asked;
        this.words = new WordAnalyzer(view.tenant());
        this.highlighter = UnifiedHighlighter.builderWithoutSearcher(words)
                .withFormatter(new Places())
                .withMaxLength(MAX_TEXT)
                .build();
    }

    /** A part of a text and the words of it that matched. */
    private record Marked(Highlight highlight, List<String> words) {}

    private static final class Places extends PassageFormatter {
        @Override
        public @Nullable Object format(Passage[] passages, String content) {
            if (passages.length == 0 || passages[0].getNumMatches() == 0) {
                return null;
            }
            Passage best = passages[0];
            int from = best.getStartOffset();
            List<TextRange> ranges = new ArrayList<>();
            Set<String> words = new LinkedHashSet<>();
            int end = -1;
            for (int i = 0; i < best.getNumMatches(); i++) {
                int start = best.getMatchStarts()[i];
                int stop = Math.min(best.getMatchEnds()[i], best.getEndOffset());
                words.add(content.substring(start, stop));
                if (start >= end) {
                    ranges.add(new TextRange(start - from, stop - from));
                    end = stop;
                }
            }
            return new Marked(new Highlight(content.substring(from, best.getEndOffset()), ranges), List.copyOf(words));
        }
    }

    Map<String, Highlight> highlights(Card card) {
        Map<String, Highlight> highlights = new TreeMap<>();
        all(card).forEach((name, marked) -> highlights.put(name, marked.highlight()));
        return highlights;
    }

    /** Per field the words as they stand in it. */
    Map<String, List<String>> matched(Card card) {
        Map<String, List<String>> matched = new TreeMap<>();
        all(card).forEach((name, marked) -> matched.put(name, marked.words()));
        return matched;
    }

    List<TextRange> inName(Card card) {
        Marked marked = mark(Fields.NAME_WORDS, card.name());
        return marked == null ? List.of() : marked.highlight().ranges();
    }

    private Map<String, Marked> all(Card card) {
        Map<String, Marked> all = new TreeMap<>();
        add(all, "name", mark(Fields.NAME_WORDS, card.name()));
        add(all, "description", card.description() == null ? null : mark(Fields.DESCRIPTION_WORDS, card.description()));
        add(all, "tags", card.tags().isEmpty() ? null : mark(Fields.TAG_WORDS, String.join(" ", card.tags())));
        add(all, "provider", card.provider() == null ? null : mark(Fields.TAG_WORDS, card.provider()));
        add(all, "owner", card.owner() == null ? null : mark(Fields.TAG_WORDS, card.owner()));
        return all;
    }

    private static void add(Map<String, Marked> all, String name, @Nullable Marked marked) {
        if (marked != null) {
            all.put(name, marked);
        }
    }

    private @Nullable Marked mark(String field, String text) {
        try {
            return (Marked) highlighter.highlightWithoutSearcher(field, queries.marked(asked, field), text, 1);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        words.close();
    }
}
