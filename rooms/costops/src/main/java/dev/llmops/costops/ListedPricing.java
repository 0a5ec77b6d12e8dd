// SPDX-License-Identifier: Apache-2.0
package dev.llmops.costops;

import dev.llmops.contracts.costops.Pricing;
import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.forge.TokenUsage.Parts;
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
        if (negative(usage)) {
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

    private static boolean negative(TokenUsage usage) {
        Parts parts = usage.parts();
        long signs = usage.input() | usage.output() | usage.cachedInput() | usage.reasoning();
        signs |= parts.cacheWrite() | parts.longCacheWrite() | parts.audioInput() | parts.cachedAudioInput();
        return (signs | parts.audioOutput() | parts.imageInput()) < 0;
    }

    private Priced price(PriceRow row, TokenUsage usage) {
        PriceRates rates = row.rates();
        if (rates.output() == null && usage.output() > 0) {
            return new Priced.Unpriced("the list has no output price for this model");
        }
        long micros = usage.parts().equals(Parts.NONE) ? plain(rates, usage) : withParts(rates, usage);
        return micros >= 0
                ? new Priced.Cost(micros, prices.versionOf(row))
                : new Priced.Unpriced("the amount is too large to be true");
    }

    private static long plain(PriceRates rates, TokenUsage usage) {
        long cached = Math.min(usage.cachedInput(), usage.input());
        long reasoning = Math.min(usage.reasoning(), usage.output());
        long[] tokens = {usage.input() - cached, cached, usage.output() - reasoning, reasoning};
        long[] each = {rates.input(), rates.forCachedInput(), rates.forOutput(), rates.forReasoning()};
        return micros(tokens, each);
    }

    /** Every token is charged once: a part that is larger than what is left of the whole is cut to it. */
    private static long withParts(PriceRates rates, TokenUsage usage) {
        long cached = Math.min(usage.cachedInput(), usage.input());
        long cachedAudio = Math.min(Math.min(usage.cachedAudioInput(), usage.audioInput()), cached);
        long left = usage.input() - cached;
        long write = Math.min(usage.cacheWrite(), left);
        long longWrite = Math.min(usage.longCacheWrite(), write);
        left -= write;
        long audio = Math.min(usage.audioInput() - cachedAudio, left);
        left -= audio;
        long image = Math.min(usage.imageInput(), left);
        long reasoning = Math.min(usage.reasoning(), usage.output());
        long spoken = Math.min(usage.audioOutput(), usage.output() - reasoning);
        long[] tokens = {
            left - image,
            cached - cachedAudio,
            cachedAudio,
            write - longWrite,
            longWrite,
            audio,
            image,
            usage.output() - reasoning - spoken,
            reasoning,
            spoken
        };
        long[] each = {
            rates.input(),
            rates.forCachedInput(),
            rates.forCachedAudioInput(),
            rates.forCacheWrite(),
            rates.forLongCacheWrite(),
            rates.forAudioInput(),
            rates.forImageInput(),
            rates.forOutput(),
            rates.forReasoning(),
            rates.forAudioOutput()
        };
        return micros(tokens, each);
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
