// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Currency;
import org.junit.jupiter.api.Test;

class MoneyTest {
    @Test
    void everyDigitIsShown() {
        assertThat(Money.microUsd(150)).hasToString("0.000150 USD");
        assertThat(Money.microUsd(-2_500_000)).hasToString("-2.500000 USD");
    }

    @Test
    void currenciesDoNotMix() {
        Money euro = new Money(1, Currency.getInstance("EUR"));

        assertThatThrownBy(() -> Money.microUsd(1).plus(euro)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anOverflowIsAnErrorAndNotAWrongSum() {
        assertThatThrownBy(() -> Money.microUsd(Long.MAX_VALUE).plus(Money.microUsd(1)))
                .isInstanceOf(ArithmeticException.class);
    }
}
