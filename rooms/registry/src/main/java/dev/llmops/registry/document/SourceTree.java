// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;

/**
 * Builds one {@link SourceDocument} for either syntax and holds the bounds that both share: depth, number of values
 * (an alias counts each time it is used), and texts and numbers that JSON in a database can hold.
 */
public final class SourceTree {
    public static final int MAX_BYTES = 1 << 20;
    public static final int MAX_DEPTH = 64;
    public static final int MAX_VALUES = 100_000;

    public static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int MAX_NUMBER_LENGTH = 64;
    private static final BigDecimal MAX_WHOLE = BigDecimal.valueOf(1L << 53);

    private final Map<String, Integer> lines = new HashMap<>();
    private int values;

    /** Notes where a value stands before it is read. */
    public void enter(String pointer, int line, int depth) {
        if (depth > MAX_DEPTH) {
            throw refused(line, "values are nested deeper than " + MAX_DEPTH + " levels");
        }
        values++;
        if (values > MAX_VALUES) {
            throw refused(line, "there are more than " + MAX_VALUES + " values, those reached by aliases included");
        }
        lines.put(pointer, line);
    }

    public SourceDocument document(JsonNode root) {
        return new SourceDocument(root, lines);
    }

    public static JsonNode text(String value, int line) {
        if (!isStorable(value)) {
            throw refused(line, "a text holds a NUL or half a character");
        }
        return TextNode.valueOf(value);
    }

    /** The database holds no NUL and no half of a surrogate pair. */
    public static boolean isStorable(String value) {
        return value.indexOf('\0') < 0
                && value.codePoints()
                        .noneMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
    }

    public static JsonNode number(String text, int line) {
        double nearest = text.length() > MAX_NUMBER_LENGTH ? Double.NaN : Double.parseDouble(text);
        if (!Double.isFinite(nearest)) {
            throw refused(line, "a number is larger or longer than a double holds");
        }
        if (nearest == 0) {
            return LongNode.valueOf(0);
        }
        BigDecimal value = new BigDecimal(text);
        boolean whole = value.stripTrailingZeros().scale() <= 0;
        if (whole && value.abs().compareTo(MAX_WHOLE) > 0) {
            throw refused(line, "a whole number lies beyond 2^53, where readers of JSON disagree; write it as text");
        }
        return whole ? LongNode.valueOf(value.longValueExact()) : DecimalNode.valueOf(value);
    }

    public static Problem refused(int line, String why) {
        return new Problem(ErrorCode.MALFORMED_REQUEST, "The document cannot be read: line " + line + ": " + why);
    }
}
