// SPDX-License-Identifier: Apache-2.0
package dev.llmops.costops;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** All rows of one model as one source lists them. */
record ListedModel(String provider, String model, List<PriceRow> rows) {
    ListedModel {
        rows = List.copyOf(rows);
    }

    String name() {
        return provider + "/" + model;
    }

    boolean dated() {
        return rows.stream().anyMatch(row -> row.validFrom() != null || row.validTo() != null);
    }

    PriceRow base() {
        return rows.getFirst();
    }

    /** Whether another list has the same base price in one of its rows. */
    boolean hasRowLike(PriceRow other) {
        return rows.stream().anyMatch(row -> alike(row, other));
    }

    private static boolean alike(PriceRow row, PriceRow other) {
        return row.aboveInputTokens() == 0
                && row.rates().input() == other.rates().input()
                && (row.rates().output() == null
                        || other.rates().output() == null
                        || row.rates().output().equals(other.rates().output()));
    }

    /** The rows, of which those that equal another list's take from it what they do not know. */
    ListedModel completedBy(PriceRow other) {
        return new ListedModel(
                provider,
                model,
                rows.stream()
                        .map(row -> alike(row, other) ? completed(row, other.rates()) : row)
                        .toList());
    }

    /** Not by rates that cannot be: dearer from the cache than fresh. */
    private static PriceRow completed(PriceRow row, PriceRates other) {
        if (other.forCachedAudioInput() > other.forAudioInput()) {
            return row;
        }
        List<String> own = row.rates().cells();
        List<String> theirs = other.cells();
        List<String> cells = IntStream.range(0, own.size())
                .mapToObj(i -> own.get(i).isEmpty() ? theirs.get(i) : own.get(i))
                .toList();
        return new PriceRow(
                row.provider(),
                row.model(),
                row.source(),
                row.validFrom(),
                row.validTo(),
                row.aboveInputTokens(),
                PriceRates.parse(cells));
    }

    /**
     * Whole micro-dollars per million tokens. The lists hold binary fractions printed in decimal, such as
     * 2.9999900000000002e-06: what lies beyond the twelfth place is noise, noted and rounded off.
     */
    static @Nullable Long amount(@Nullable BigDecimal usd, int shift, String what, ImportReport report) {
        if (usd == null) {
            return null;
        }
        BigDecimal micros = usd.movePointRight(shift);
        BigDecimal whole = micros.setScale(0, RoundingMode.HALF_UP);
        if (whole.compareTo(micros) != 0) {
            report.note("rounded to a whole micro-dollar per million tokens", what + " " + usd.toPlainString());
        }
        return whole.longValueExact();
    }
}
