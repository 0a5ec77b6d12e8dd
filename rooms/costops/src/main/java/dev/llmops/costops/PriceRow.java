// SPDX-License-Identifier: Apache-2.0
package dev.llmops.costops;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A price as listed. Amounts are whole micro-dollars per million tokens; null where the source says nothing.
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
        long input,
        @Nullable Long output,
        @Nullable Long cachedInput,
        @Nullable Long cacheWrite,
        @Nullable Long reasoning) {
    static final String HEADER =
            "provider,model,source,valid_from,valid_to,above_input_tokens,input,output,cached_input,cache_write,reasoning";
    /** 1,000 USD per million tokens: more is a mistake in the list (a price per thousand, say). */
    static final long MAX_MICRO_USD_PER_MILLION = 1_000_000_000L;

    PriceRow {
        requireName(provider);
        requireName(model);
        if (aboveInputTokens < 0) {
            throw new IllegalArgumentException("above_input_tokens: " + aboveInputTokens);
        }
        for (Long amount : amounts(input, output, cachedInput, cacheWrite, reasoning)) {
            if (amount < 0 || amount > MAX_MICRO_USD_PER_MILLION) {
                throw new IllegalArgumentException("price " + amount + " (expected: 0 to " + MAX_MICRO_USD_PER_MILLION
                        + " micro-USD per million tokens)");
            }
        }
        if (validFrom != null && validTo != null && !validFrom.isBefore(validTo)) {
            throw new IllegalArgumentException("valid_from " + validFrom + " is not before valid_to " + validTo);
        }
    }

    private static List<Long> amounts(@Nullable Long... amounts) {
        List<Long> present = new ArrayList<>();
        for (Long amount : amounts) {
            if (amount != null) {
                present.add(amount);
            }
        }
        return present;
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
        return String.join(
                ",",
                provider,
                model,
                source,
                text(validFrom),
                text(validTo),
                String.valueOf(aboveInputTokens),
                String.valueOf(input),
                text(output),
                text(cachedInput),
                text(cacheWrite),
                text(reasoning));
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    static PriceRow parse(String line) {
        String[] cells = line.split(",", -1);
        if (cells.length != 11) {
            throw new IllegalArgumentException("price row with " + cells.length + " cells: " + line);
        }
        return new PriceRow(
                cells[0],
                cells[1],
                cells[2],
                day(cells[3]),
                day(cells[4]),
                Long.parseLong(cells[5]),
                Long.parseLong(cells[6]),
                amount(cells[7]),
                amount(cells[8]),
                amount(cells[9]),
                amount(cells[10]));
    }

    private static @Nullable LocalDate day(String text) {
        return text.isEmpty() ? null : LocalDate.parse(text);
    }

    private static @Nullable Long amount(String text) {
        return text.isEmpty() ? null : Long.valueOf(text);
    }
}
