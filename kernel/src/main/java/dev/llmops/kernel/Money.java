// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kernel;

import java.math.BigDecimal;
import java.util.Currency;

/**
 * An amount in millionths of a currency's unit: 1 USD is {@code Money(1_000_000, USD)}. Never a double.
 *
 * @param micros may be negative (a credit)
 */
public record Money(long micros, Currency currency) {
    public static final Currency USD = Currency.getInstance("USD");

    public static Money microUsd(long micros) {
        return new Money(micros, USD);
    }

    public Money plus(Money other) {
        if (!currency.equals(other.currency)) {
            throw new IllegalArgumentException("cannot add " + other.currency + " to " + currency);
        }
        return new Money(Math.addExact(micros, other.micros), currency);
    }

    /** {@code 0.000150 USD}, every digit shown. */
    @Override
    public String toString() {
        return BigDecimal.valueOf(micros, 6).toPlainString() + " " + currency.getCurrencyCode();
    }
}
