// SPDX-License-Identifier: Apache-2.0
package dev.llmops.costops;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Objects;
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
        return rows.stream()
                .anyMatch(row -> row.aboveInputTokens() == 0
                        && row.input() == other.input()
                        && Objects.equals(row.output(), other.output()));
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
