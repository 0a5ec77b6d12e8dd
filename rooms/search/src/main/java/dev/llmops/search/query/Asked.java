// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search.query;

import dev.llmops.kernel.Problem;
import dev.llmops.search.index.WordAnalyzer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;
import org.jspecify.annotations.Nullable;

/**
 * A text that is searched for, cut into what it asks: words, {@code "phrases"}, {@code -exclusions}. The last word may be
 * unfinished, and so is a word that ends with {@code *}.
 *
 * @param words without those that stand in every text, unless there are no others
 * @param unfinished the beginnings among the words
 */
record Asked(
        String text,
        List<Word> words,
        List<List<String>> phrases,
        List<List<String>> excluded,
        Set<String> unfinished) {
    static final int MAX_LENGTH = 1_000;
    static final int MAX_WORDS = 64;

    private static final Set<String> EVERYWHERE = Set.of(
            "a", "an", "and", "are", "as", "at", "be", "by", "can", "for", "from", "how", "i", "in", "is", "it", "me",
            "of", "on", "or", "that", "the", "this", "to", "we", "what", "which", "with", "you");

    /**
     * @param start where it stands in the text
     */
    record Word(String text, int start, int end) {}

    Asked {
        words = List.copyOf(words);
        phrases = List.copyOf(phrases);
        excluded = List.copyOf(excluded);
        unfinished = Set.copyOf(unfinished);
    }

    boolean isEmpty() {
        return words.isEmpty() && phrases.isEmpty();
    }

    /** Reads a text; null and blank ask for nothing. */
    static @Nullable Asked parse(String field, @Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        if (text.length() > MAX_LENGTH) {
            throw Problem.invalid(field, text.length() + " characters", "at most " + MAX_LENGTH + " characters");
        }
        Asked asked = new Reader(field, text).read();
        if (asked.isEmpty() && asked.excluded().isEmpty()) {
            throw Problem.invalid(field, text, "words of letters or digits");
        }
        return asked;
    }

    /** The words of a text, with their places. */
    static List<Word> cut(String text, int offset) {
        List<Word> words = new ArrayList<>();
        try (WordAnalyzer analyzer = WordAnalyzer.plain();
                TokenStream tokens = analyzer.tokenStream("text", text)) {
            CharTermAttribute term = tokens.addAttribute(CharTermAttribute.class);
            OffsetAttribute place = tokens.addAttribute(OffsetAttribute.class);
            tokens.reset();
            while (tokens.incrementToken()) {
                words.add(new Word(term.toString(), offset + place.startOffset(), offset + place.endOffset()));
            }
            tokens.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return words;
    }

    /** Goes through the text once, piece by piece. */
    private static final class Reader {
        private final String field;
        private final String text;
        private final List<Word> words = new ArrayList<>();
        private final List<List<String>> phrases = new ArrayList<>();
        private final List<List<String>> excluded = new ArrayList<>();
        private final List<String> unfinished = new ArrayList<>();

        Reader(String field, String text) {
            this.field = field;
            this.text = text;
        }

        Asked read() {
            int at = 0;
            while (at < text.length()) {
                char c = text.charAt(at);
                if (Character.isWhitespace(c)) {
                    at++;
                } else {
                    at = piece(at);
                }
            }
            if (words.size() > MAX_WORDS) {
                throw Problem.invalid(field, words.size() + " words", "at most " + MAX_WORDS + " words");
            }
            List<Word> telling = words.stream()
                    .filter(word -> !EVERYWHERE.contains(word.text()))
                    .toList();
            boolean all = telling.isEmpty() && phrases.isEmpty();
            return new Asked(text, all ? words : telling, phrases, excluded, Set.copyOf(unfinished));
        }

        private int piece(int from) {
            boolean not = text.charAt(from) == '-' && from + 1 < text.length();
            int start = not ? from + 1 : from;
            if (text.charAt(start) == '"') {
                int close = text.indexOf('"', start + 1);
                int end = close < 0 ? text.length() : close;
                add(start + 1, end, not, true);
                return Math.min(text.length(), end + 1);
            }
            int end = start;
            while (end < text.length() && !Character.isWhitespace(text.charAt(end)) && text.charAt(end) != '"') {
                end++;
            }
            add(start, end, not, false);
            return Math.max(end, from + 1);
        }

        private void add(int from, int to, boolean not, boolean phrase) {
            String piece = text.substring(from, to);
            if (!phrase && (piece.startsWith("*") || piece.startsWith("?")) && piece.length() > 1) {
                throw Problem.invalid(
                        field, piece, "a word that begins with letters or digits; * may stand at its end");
            }
            List<Word> cut = cut(piece, from);
            List<String> texts = cut.stream().map(Word::text).toList();
            if (texts.isEmpty()) {
                return;
            }
            if (not) {
                excluded.add(texts);
            } else if (phrase && texts.size() > 1) {
                phrases.add(texts);
            } else {
                words.addAll(cut);
                boolean last = to == text.length() && !phrase;
                if (last || piece.endsWith("*")) {
                    unfinished.add(texts.getLast());
                }
            }
        }
    }
}
