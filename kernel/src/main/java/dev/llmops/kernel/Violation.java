// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kernel;

import org.jspecify.annotations.Nullable;

/**
 * One fault in what was sent.
 *
 * @param field where it stands, as a JSON pointer or a parameter's name
 * @param value what was sent, shortened; null when it is missing or must not be repeated
 * @param expected what would have been accepted, with an example where that helps
 * @param line the line of the document it stands on, from 1; null when what was sent has no lines worth naming
 */
public record Violation(
        String field,
        @Nullable String value,
        String expected,
        @Nullable Integer line) {
    private static final int MAX_VALUE = 120;

    public Violation {
        if (value != null && value.length() > MAX_VALUE) {
            value = value.substring(0, MAX_VALUE) + "…";
        }
    }

    public Violation(String field, @Nullable String value, String expected) {
        this(field, value, expected, null);
    }

    public static Violation of(String field, @Nullable Object value, String expected) {
        return new Violation(field, value == null ? null : value.toString(), expected);
    }

    /** {@code version: '1.x' (expected: SemVer 2.0, such as 1.4.0)}; with a line, {@code /version (line 4): …}. */
    public String message() {
        String place = line == null ? field : field + " (line " + line + ")";
        return place + ": " + (value == null ? "missing" : "'" + value + "'") + " (expected: " + expected + ")";
    }
}
