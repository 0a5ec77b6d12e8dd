// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.document;

import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import java.util.regex.Pattern;

/** A text that counts how often it is looked at, so that a pattern that would search for ever is stopped. */
final class BoundedText implements CharSequence {
    private static final int LOOKS_PER_CHARACTER = 100;
    private static final int MIN_LOOKS = 100_000;

    private final String text;
    private long left;

    private BoundedText(String text) {
        this.text = text;
        this.left = Math.max(MIN_LOOKS, (long) LOOKS_PER_CHARACTER * text.length());
    }

    /** Whether the pattern is found; one that takes too long is {@code validation_failed}. */
    static boolean found(Pattern pattern, String text) {
        try {
            return pattern.matcher(new BoundedText(text)).find();
        } catch (StackOverflowError e) {
            throw tooLong();
        }
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public char charAt(int index) {
        if (--left < 0) {
            throw tooLong();
        }
        return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.substring(start, end);
    }

    @Override
    public String toString() {
        return text;
    }

    private static Problem tooLong() {
        return new Problem(
                ErrorCode.VALIDATION_FAILED,
                "A pattern of the schema takes too long on one of the texts; shorten the text or simplify the pattern");
    }
}
