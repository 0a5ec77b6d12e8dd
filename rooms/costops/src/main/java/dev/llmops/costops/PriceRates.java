// SPDX-License-Identifier: Apache-2.0
package dev.llmops.costops;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What tokens cost, as listed: whole micro-dollars per million tokens; null where the source says nothing.
 *
 * @param longCacheWrite for what the provider's cache keeps an hour; {@code cacheWrite} is for minutes
 */
record PriceRates(
        long input,
        @Nullable Long output,
        @Nullable Long cachedInput,
        @Nullable Long cacheWrite,
        @Nullable Long reasoning,
        @Nullable Long longCacheWrite,
        @Nullable Long audioInput,
        @Nullable Long cachedAudioInput,
        @Nullable Long audioOutput,
        @Nullable Long imageInput) {
    static final List<String> NAMES = List.of(
            "input",
            "output",
            "cached_input",
            "cache_write",
            "reasoning",
            "long_cache_write",
            "audio_input",
            "cached_audio_input",
            "audio_output",
            "image_input");
    /** 1,000 USD per million tokens: more is a mistake in the list (a price per thousand, say). */
    static final long MAX_MICRO_USD_PER_MILLION = 1_000_000_000L;

    PriceRates {
        requireLikely(
                input,
                output,
                cachedInput,
                cacheWrite,
                reasoning,
                longCacheWrite,
                audioInput,
                cachedAudioInput,
                audioOutput,
                imageInput);
    }

    /** Rates of a model that has but two. */
    static PriceRates of(long input, @Nullable Long output) {
        return new PriceRates(input, output, null, null, null, null, null, null, null, null);
    }

    private static void requireLikely(@Nullable Long... amounts) {
        for (Long amount : amounts) {
            if (amount != null && (amount < 0 || amount > MAX_MICRO_USD_PER_MILLION)) {
                throw new IllegalArgumentException("price " + amount + " (expected: 0 to " + MAX_MICRO_USD_PER_MILLION
                        + " micro-USD per million tokens)");
            }
        }
    }

    /** In the order of {@link #NAMES}; empty where the source says nothing. */
    List<String> cells() {
        List<String> cells = new ArrayList<>();
        cells.add(String.valueOf(input));
        for (Long amount : optional()) {
            cells.add(amount == null ? "" : amount.toString());
        }
        return cells;
    }

    private @Nullable Long[] optional() {
        return new @Nullable Long[] {
            output,
            cachedInput,
            cacheWrite,
            reasoning,
            longCacheWrite,
            audioInput,
            cachedAudioInput,
            audioOutput,
            imageInput
        };
    }

    static PriceRates parse(List<String> cells) {
        return new PriceRates(
                Long.parseLong(cells.get(0)),
                amount(cells.get(1)),
                amount(cells.get(2)),
                amount(cells.get(3)),
                amount(cells.get(4)),
                amount(cells.get(5)),
                amount(cells.get(6)),
                amount(cells.get(7)),
                amount(cells.get(8)),
                amount(cells.get(9)));
    }

    private static @Nullable Long amount(String text) {
        return text.isEmpty() ? null : Long.valueOf(text);
    }

    /** What it costs to read from the cache. */
    long forCachedInput() {
        return cachedInput == null ? input : cachedInput;
    }

    long forCacheWrite() {
        return cacheWrite == null ? input : cacheWrite;
    }

    long forLongCacheWrite() {
        return longCacheWrite == null ? forCacheWrite() : longCacheWrite;
    }

    long forAudioInput() {
        return audioInput == null ? input : audioInput;
    }

    long forCachedAudioInput() {
        return cachedAudioInput == null ? forCachedInput() : cachedAudioInput;
    }

    long forImageInput() {
        return imageInput == null ? input : imageInput;
    }

    /** Zero for a model that writes nothing. */
    long forOutput() {
        return output == null ? 0 : output;
    }

    long forReasoning() {
        return reasoning == null ? forOutput() : reasoning;
    }

    long forAudioOutput() {
        return audioOutput == null ? forOutput() : audioOutput;
    }
}
