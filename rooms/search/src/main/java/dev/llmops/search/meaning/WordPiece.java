// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search.meaning;

import com.fasterxml.jackson.databind.JsonNode;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The uncased tokenizer of BERT: clean, lower case, accents off, punctuation and Han characters apart, then the longest
 * pieces of the vocabulary from the left (Devlin et al. 2018; Wu et al. 2016, section 4.1).
 */
final class WordPiece {
    private static final int MAX_WORD = 100;
    private static final String CONTINUES = "##";

    private final Map<String, Integer> vocabulary;
    private final int unknown;
    private final int first;
    private final int last;

    WordPiece(Map<String, Integer> vocabulary) {
        this.vocabulary = Map.copyOf(vocabulary);
        this.unknown = id("[UNK]");
        this.first = id("[CLS]");
        this.last = id("[SEP]");
    }

    /** Reads the vocabulary of a {@code tokenizer.json}. */
    static WordPiece of(JsonNode tokenizer) {
        Map<String, Integer> vocabulary = new HashMap<>(1 << 16);
        tokenizer
                .path("model")
                .path("vocab")
                .properties()
                .forEach(
                        entry -> vocabulary.put(entry.getKey(), entry.getValue().asInt()));
        return new WordPiece(vocabulary);
    }

    private int id(String piece) {
        Integer id = vocabulary.get(piece);
        if (id == null) {
            throw new IllegalStateException("the vocabulary has no " + piece);
        }
        return id;
    }

    /** The ids of a text between the marks of its beginning and end, cut to so many in all. */
    long[] ids(String text, int max) {
        List<Integer> ids = new ArrayList<>();
        ids.add(first);
        for (String word : words(text)) {
            if (ids.size() >= max - 1) {
                break;
            }
            addPieces(word, ids);
        }
        List<Integer> kept = ids.subList(0, Math.min(ids.size(), max - 1));
        long[] all = new long[kept.size() + 1];
        for (int i = 0; i < kept.size(); i++) {
            all[i] = kept.get(i);
        }
        all[kept.size()] = last;
        return all;
    }

    private void addPieces(String word, List<Integer> ids) {
        if (word.codePointCount(0, word.length()) > MAX_WORD) {
            ids.add(unknown);
            return;
        }
        List<Integer> pieces = new ArrayList<>();
        int start = 0;
        while (start < word.length()) {
            int end = word.length();
            Integer found = null;
            while (end > start && found == null) {
                String piece = word.substring(start, end);
                found = vocabulary.get(start == 0 ? piece : CONTINUES + piece);
                end = found == null ? end - 1 : end;
            }
            if (found == null) {
                ids.add(unknown);
                return;
            }
            pieces.add(found);
            start = end;
        }
        ids.addAll(pieces);
    }

    private static List<String> words(String text) {
        String plain = Normalizer.normalize(text.toLowerCase(Locale.ROOT), Normalizer.Form.NFD);
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        plain.codePoints().forEach(c -> {
            int type = Character.getType(c);
            if (type == Character.NON_SPACING_MARK || isDropped(c, type)) {
                return;
            }
            boolean alone = isPunctuation(c, type) || isHan(c);
            if (alone || Character.isWhitespace(c) || type == Character.SPACE_SEPARATOR) {
                flush(word, words);
            } else {
                word.appendCodePoint(c);
            }
            if (alone) {
                words.add(Character.toString(c));
            }
        });
        flush(word, words);
        return words;
    }

    private static void flush(StringBuilder word, List<String> words) {
        if (!word.isEmpty()) {
            words.add(word.toString());
            word.setLength(0);
        }
    }

    private static boolean isDropped(int c, int type) {
        boolean control = type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.PRIVATE_USE
                || type == Character.SURROGATE;
        return c == 0xFFFD || (control && c != '\t' && c != '\n' && c != '\r');
    }

    private static boolean isPunctuation(int c, int type) {
        boolean ascii = (c >= 33 && c <= 47) || (c >= 58 && c <= 64) || (c >= 91 && c <= 96) || (c >= 123 && c <= 126);
        return ascii
                || type == Character.CONNECTOR_PUNCTUATION
                || type == Character.DASH_PUNCTUATION
                || type == Character.START_PUNCTUATION
                || type == Character.END_PUNCTUATION
                || type == Character.INITIAL_QUOTE_PUNCTUATION
                || type == Character.FINAL_QUOTE_PUNCTUATION
                || type == Character.OTHER_PUNCTUATION;
    }

    private static boolean isHan(int c) {
        return (c >= 0x4E00 && c <= 0x9FFF)
                || (c >= 0x3400 && c <= 0x4DBF)
                || (c >= 0x20000 && c <= 0x2CEAF)
                || (c >= 0xF900 && c <= 0xFAFF)
                || (c >= 0x2F800 && c <= 0x2FA1F);
    }
}
