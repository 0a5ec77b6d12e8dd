// SPDX-License-Identifier: Apache-2.0
package dev.llmops.costops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.contracts.costops.Pricing.Priced;
import dev.llmops.contracts.forge.TokenUsage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ListedPricingTest {
    private static final Instant NOW = Instant.parse("2026-06-15T12:00:00Z");
    private static final PriceList LIST = PriceList.parse(List.of(
            "# version v1",
            "# imported 2026-06-01",
            "# source one | MIT",
            PriceRow.HEADER,
            "openai,gpt,one,,,0,150000,600000,75000,,,,,,,",
            "openai,long,one,,,0,1000000,2000000,,,,,,,,",
            "openai,long,one,,,200000,3000000,4000000,500000,,,,,,,",
            "openai,dated,one,,2026-01-01,0,10,10,,,,,,,,",
            "openai,dated,one,2026-01-01,,0,1000000,1000000,,,5000000,,,,,",
            "openai,embed,one,,,0,20000,,,,,,,,,",
            "openai,parts,one,,,0,1000000,10000000,100000,1250000,30000000,2000000,7000000,700000,20000000,3000000",
            "openai,flat,one,,,0,1000000,1000000,1000000,1000000,1000000,1000000,1000000,1000000,1000000,1000000",
            "openai,cache,one,,,0,1000000,10000000,100000,1250000,,,,,,",
            "openai,gpt@2024-01-01,one,,,0,999,999,,,,,,,,",
            "llmops-simulator,*,one,,,0,150000,600000,,,,,,,,"));
    private final ListedPricing pricing = new ListedPricing(LIST);

    @Test
    void aCallIsRoundedHalfUpOnce() {
        assertThat(cost("openai", "gpt", usage(3, 0))).isZero();
        assertThat(cost("openai", "gpt", usage(4, 0))).isEqualTo(1);
        assertThat(cost("openai", "gpt", usage(2, 1))).as("0.3 + 0.6").isEqualTo(1);
        assertThat(cost("openai", "gpt", usage(10, 0))).as("1.5").isEqualTo(2);
        assertThat(cost("openai", "gpt", usage(1_000_000, 1_000_000))).isEqualTo(750_000);
    }

    @Test
    void cachedInputAndReasoningHaveTheirOwnRatesWhereTheListKnowsThem() {
        assertThat(cost("openai", "gpt", TokenUsage.counted(1_000_000, 0).withCachedInput(400_000)))
                .isEqualTo(90_000 + 30_000);
        assertThat(cost("openai", "long", TokenUsage.counted(100_000, 0).withCachedInput(100_000)))
                .as("no rate for cached input: the rate of input")
                .isEqualTo(100_000);
        assertThat(cost("openai", "dated", TokenUsage.counted(0, 1_000_000).withReasoning(250_000)))
                .isEqualTo(750_000 + 1_250_000);
    }

    @Test
    void everyPartHasItsOwnRateWhereTheListKnowsIt() {
        TokenUsage plain = usage(1000, 100);

        assertThat(cost("openai", "parts", plain)).isEqualTo(1000 + 1000);
        assertThat(cost("openai", "parts", plain.withCacheWrite(400, 0))).isEqualTo(600 + 500 + 1000);
        assertThat(cost("openai", "parts", plain.withCacheWrite(400, 100))).isEqualTo(600 + 375 + 200 + 1000);
        assertThat(cost("openai", "parts", plain.withAudio(10, 0, 0))).isEqualTo(990 + 70 + 1000);
        assertThat(cost("openai", "parts", plain.withCachedInput(500).withAudio(10, 10, 0)))
                .as("all of the audio came from the cache")
                .isEqualTo(500 + 49 + 7 + 1000);
        assertThat(cost("openai", "parts", plain.withAudio(0, 0, 60))).isEqualTo(1000 + 400 + 1200);
        assertThat(cost("openai", "parts", plain.withReasoning(20).withAudio(0, 0, 60)))
                .isEqualTo(1000 + 200 + 600 + 1200);
        assertThat(cost("openai", "parts", plain.withImageInput(200))).isEqualTo(800 + 600 + 1000);
    }

    @Test
    void whatTheListDoesNotKnowApartCostsWhatTheRestDoes() {
        TokenUsage plain = usage(1000, 100);

        assertThat(cost("openai", "cache", plain.withCacheWrite(400, 400)))
                .as("no rate for an hour: that for minutes")
                .isEqualTo(600 + 500 + 1000);
        assertThat(cost(
                        "openai",
                        "cache",
                        plain.withCachedInput(500).withAudio(300, 100, 50).withImageInput(50)))
                .isEqualTo(500 + 50 + 1000);
        assertThat(cost("openai", "long", plain.withCachedInput(500).withCacheWrite(400, 400)))
                .isEqualTo(1000 + 200);
    }

    /** However the parts contradict each other, no token is charged twice or left out. */
    @Property
    void everyTokenIsChargedOnce(
            @ForAll @IntRange(max = 9) int input,
            @ForAll @IntRange(max = 9) int output,
            @ForAll @Size(8) List<@IntRange(max = 9) Integer> parts) {
        TokenUsage usage = usage(input * 1000L, output * 1000L)
                .withCachedInput(parts.get(0) * 1000L)
                .withReasoning(parts.get(1) * 1000L)
                .withCacheWrite(parts.get(2) * 1000L, parts.get(3) * 1000L)
                .withAudio(parts.get(4) * 1000L, parts.get(5) * 1000L, parts.get(6) * 1000L)
                .withImageInput(parts.get(7) * 1000L);

        assertThat(cost("openai", "flat", usage)).isEqualTo(usage.total());
    }

    @Test
    void aThresholdChangesTheRateOfTheWholeCall() {
        assertThat(cost("openai", "long", usage(200_000, 10))).isEqualTo(200_020);
        assertThat(cost("openai", "long", usage(200_001, 10))).isEqualTo(600_043);
    }

    @Test
    void theRowValidAtTheTimeOfTheCallCounts() {
        assertThat(pricing.price("openai", "dated", usage(1_000_000, 0), Instant.parse("2025-12-31T23:59:59Z")))
                .isEqualTo(new Priced.Cost(10, "v1:openai/dated@always"));
        assertThat(pricing.price("openai", "dated", usage(1_000_000, 0), Instant.parse("2026-01-01T00:00:00Z")))
                .isEqualTo(new Priced.Cost(1_000_000, "v1:openai/dated@2026-01-01"));
    }

    @Test
    void namesAreMatchedExactlyThenWithoutProviderThenWithoutDate() {
        assertThat(cost("openai", "gpt@2024-01-01", usage(1_000_000, 0))).isEqualTo(999);
        assertThat(cost("openai", "openai/gpt", usage(1_000_000, 0))).isEqualTo(150_000);
        assertThat(cost("OpenAI", "gpt-2025-03-04", usage(1_000_000, 0))).isEqualTo(150_000);
        assertThat(cost("openai", "openai/gpt-20250304", usage(1_000_000, 0))).isEqualTo(150_000);
        assertThat(cost("llmops-simulator", "anything", usage(1_000_000, 0))).isEqualTo(150_000);
    }

    @Test
    void whatIsNotListedIsUnpricedAndNeverZero() {
        assertUnpriced("openai", "gpt-mini", usage(1, 1));
        assertUnpriced("openai", "gp", usage(1, 1));
        assertUnpriced("openai", "GPT", usage(1, 1));
        assertUnpriced("nobody", "gpt", usage(1, 1));
        assertUnpriced("openai", "embed", usage(1, 1));
        assertUnpriced("openai", "gpt", usage(-1, 1));
        assertUnpriced("openai", "gpt", usage(1, 1).withImageInput(-1));
        assertUnpriced("nobody", "gpt", usage(0, 0));
        assertThat(cost("openai", "embed", usage(1_000_000, 0))).isEqualTo(20_000);
    }

    @Test
    void amountsThatNoPriceCanBeAreNotInventedByOverflow() {
        assertUnpriced("openai", "long", TokenUsage.counted(Long.MAX_VALUE, Long.MAX_VALUE));
        assertThat(cost("openai", "gpt", usage(Long.MAX_VALUE, 0)))
                .isEqualTo(new BigDecimal(Long.MAX_VALUE)
                        .multiply(new BigDecimal("0.15"))
                        .setScale(0, RoundingMode.HALF_UP)
                        .longValueExact());
    }

    @Property
    void theCostIsTheExactSumRounded(
            @ForAll @LongRange(min = 0, max = 10_000_000) long input,
            @ForAll @LongRange(min = 0, max = 10_000_000) long cached,
            @ForAll @LongRange(min = 0, max = 10_000_000) long output) {
        long fresh = input - Math.min(cached, input);
        BigDecimal exact = new BigDecimal("0.15")
                .multiply(BigDecimal.valueOf(fresh))
                .add(new BigDecimal("0.075").multiply(BigDecimal.valueOf(Math.min(cached, input))))
                .add(new BigDecimal("0.6").multiply(BigDecimal.valueOf(output)));
        assertThat(cost("openai", "gpt", TokenUsage.counted(input, output).withCachedInput(cached)))
                .isEqualTo(exact.setScale(0, RoundingMode.HALF_UP).longValueExact());
    }

    private long cost(String provider, String model, TokenUsage usage) {
        return switch (pricing.price(provider, model, usage, NOW)) {
            case Priced.Cost cost -> cost.costMicroUsd();
            case Priced.Unpriced unpriced -> throw new AssertionError(unpriced.reason());
        };
    }

    private void assertUnpriced(String provider, String model, TokenUsage usage) {
        assertThat(pricing.price(provider, model, usage, NOW)).isInstanceOf(Priced.Unpriced.class);
    }

    private static TokenUsage usage(long input, long output) {
        return TokenUsage.counted(input, output);
    }
}
