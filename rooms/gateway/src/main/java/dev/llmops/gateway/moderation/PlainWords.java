// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.moderation;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A text as its words: small letters without accents and apostrophes, one space between two, a point between sentences.
 * What is spelt to be overlooked is spelt out: digits and signs for letters, letters apart, letters repeated, letters of
 * another script that look the same.
 */
final class PlainWords {
    private static final Pattern UNSEEN = Pattern.compile("[\\p{M}\\p{Cf}'\u2019`\u00b4]");
    private static final Pattern APART = Pattern.compile("\\b[a-z](?:[ ._*-][a-z]\\b){3,}");
    private static final Pattern REPEATED = Pattern.compile("([a-z])\\1{2,}");
    private static final Pattern SENTENCE = Pattern.compile("[.!?;:\\n]+");
    private static final Pattern OTHER = Pattern.compile("[^a-z0-9.]+");
    private static final String SIGNS = "013457@$!\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456";
    private static final int ASCII_SIGNS = 9;
    private static final String LETTERS = "oieastasiaeopcyxi";

    private PlainWords() {}

    static String of(String text) {
        String plain = Normalizer.normalize(text, Normalizer.Form.NFKD).toLowerCase(Locale.ROOT);
        plain = letters(UNSEEN.matcher(plain).replaceAll(""));
        plain = APART.matcher(plain).replaceAll(spelt -> spelt.group().replaceAll("[ ._*-]", ""));
        plain = REPEATED.matcher(plain).replaceAll("$1");
        plain = SENTENCE.matcher(plain).replaceAll(" . ");
        return OTHER.matcher(plain).replaceAll(" ").strip();
    }

    /** Letters of another script always; digits and signs within a word. */
    private static String letters(String text) {
        StringBuilder plain = new StringBuilder(text);
        for (int i = 0; i < plain.length(); i++) {
            int sign = SIGNS.indexOf(plain.charAt(i));
            if (sign >= 0 && (sign >= ASCII_SIGNS || within(plain, i))) {
                plain.setCharAt(i, LETTERS.charAt(sign));
            }
        }
        return plain.toString();
    }

    private static boolean within(CharSequence text, int at) {
        if (at == 0 || at + 1 == text.length() || !Character.isLetter(text.charAt(at - 1))) {
            return false;
        }
        char next = text.charAt(at + 1);
        return Character.isLetter(next) || SIGNS.indexOf(next) >= 0;
    }
}
