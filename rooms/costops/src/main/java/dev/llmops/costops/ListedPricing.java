// SPDX-License-Identifier: Apache-2.0
package dev.llmops.costops;

import dev.llmops.contracts.costops.Pricing;
import dev.llmops.contracts.forge.TokenUsage;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/** Prices calls by the shipped list, in whole numbers only. */
final class ListedPricing implements Pricing {
    private static final long MILLION = 1_000_000;

    private final PriceList prices;

    ListedPricing(PriceList prices) {
        this.prices = prices;
    }

    @Override
    public Priced price(String provider, String model, TokenUsage usage, Instant at) {
        if (usage.input() < 0 || usage.output() < 0 || usage.cachedInput() < 0 || usage.reasoning() < 0) {
            return new Priced.Unpriced("a token count is negative");
        }
        LocalDate day = LocalDate.ofInstant(at, ZoneOffset.UTC);
        Optional<PriceRow> row = prices.find(provider, model, day, usage.input());
        if (row.isEmpty()) {
            return new Priced.Unpriced(
                    prices.knowsProvider(provider)
                            ? "no price is listed for this model of the provider on " + day
                            : "no prices are listed for this provider");
        }
        return price(row.get(), usage);
    }

    private Priced price(PriceRow row, TokenUsage usage) {
        Long output = row.output();
        if (output == null && usage.output() > 0) {
            return new Priced.Unpriced("the list has no output price for this model");
        }
        long outputRate = output == null ? 0 : output;
        long cachedRate = row.cachedInput() == null ? row.input() : row.cachedInput();
        long reasoningRate = row.reasoning() == null ? outputRate : row.reasoning();
        long cached = Math.min(usage.cachedInput(), usage.input());
        long reasoning = Math.min(usage.reasoning(), usage.output());
        long[] tokens = {usage.input() - cached, cached, usage.output() - reasoning, reasoning};
        long[] rates = {row.input(), cachedRate, outputRate, reasoningRate};
        long micros = micros(tokens, rates);
        return micros >= 0
                ? new Priced.Cost(micros, prices.versionOf(row))
                : new Priced.Unpriced("the amount is too large to be true");
    }

    /** Rounded to whole micro-dollars; −1 when they do not fit. */
    private static long micros(long[] tokens, long[] rates) {
        try {
            long exact = MILLION / 2;
            for (int i = 0; i < tokens.length; i++) {
                exact = Math.addExact(exact, Math.multiplyExact(tokens[i], rates[i]));
            }
            return exact / MILLION;
        } catch (ArithmeticException large) {
            BigInteger exact = BigInteger.valueOf(MILLION / 2);
            for (int i = 0; i < tokens.length; i++) {
                exact = exact.add(BigInteger.valueOf(tokens[i]).multiply(BigInteger.valueOf(rates[i])));
            }
            BigInteger micros = exact.divide(BigInteger.valueOf(MILLION));
            return micros.bitLength() < Long.SIZE ? micros.longValue() : -1;
        }
    }
}
