// SPDX-License-Identifier: Apache-2.0
package dev.llmops.costops;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A price as listed.
 *
 * @param aboveInputTokens the row holds for calls with more input than this; 0 for the base price
 * @param validFrom first day (UTC) it holds; null for always
 * @param validTo first day it holds no more; null for still
 */
record PriceRow(
        String provider,
        String model,
        String source,
        @Nullable LocalDate validFrom,
        @Nullable LocalDate validTo,
        long aboveInputTokens,
        PriceRates rates) {
    private static final int FACTS = 6;

    static final String HEADER =
            "provider,model,source,valid_from,valid_to,above_input_tokens," + String.join(",", PriceRates.NAMES);

    PriceRow {
        requireName(provider);
        requireName(model);
        if (aboveInputTokens < 0) {
            throw new IllegalArgumentException("above_input_tokens: " + aboveInputTokens);
        }
        if (validFrom != null && validTo != null && !validFrom.isBefore(validTo)) {
            throw new IllegalArgumentException("valid_from " + validFrom + " is not before valid_to " + validTo);
        }
    }

    private static void requireName(String name) {
        if (name.isBlank() || name.length() > 200 || name.matches("(?s).*[,\"\\p{Cntrl}].*")) {
            throw new IllegalArgumentException("name '" + name + "'");
        }
    }

    boolean holdsOn(LocalDate day) {
        return (validFrom == null || !day.isBefore(validFrom)) && (validTo == null || day.isBefore(validTo));
    }

    /** Orders a list, and is the cursor of its pages. */
    String key() {
        return String.join(
                "\t", provider, model, text(validFrom), String.format(Locale.ROOT, "%012d", aboveInputTokens));
    }

    String csv() {
        List<String> cells = new ArrayList<>(
                List.of(provider, model, source, text(validFrom), text(validTo), String.valueOf(aboveInputTokens)));
        cells.addAll(rates.cells());
        return String.join(",", cells);
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    static PriceRow parse(String line) {
        List<String> cells = List.of(line.split(",", -1));
        if (cells.size() != FACTS + PriceRates.NAMES.size()) {
            throw new IllegalArgumentException("price row with " + cells.size() + " cells: " + line);
        }
        return new PriceRow(
                cells.get(0),
                cells.get(1),
                cells.get(2),
                day(cells.get(3)),
                day(cells.get(4)),
                Long.parseLong(cells.get(5)),
                PriceRates.parse(cells.subList(FACTS, cells.size())));
    }

    private static @Nullable LocalDate day(String text) {
        return text.isEmpty() ? null : LocalDate.parse(text);
    }
}
