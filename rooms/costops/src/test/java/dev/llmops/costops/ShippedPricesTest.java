// SPDX-License-Identifier: Apache-2.0
package dev.llmops.costops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.contracts.costops.Pricing.Priced;
import dev.llmops.contracts.forge.TokenUsage;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ShippedPricesTest {
    private static final Path ROOT = Path.of(System.getProperty("llmops.root", "../.."));
    private static final Path SHARED = ROOT.resolve("../shared/data");
    private static final Path SHIPPED = ROOT.resolve("rooms/costops/src/main/resources/dev/llmops/costops/prices.csv");
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final Set<String> TOKEN_SHAPES = Set.of(
            "input_tokens",
            "output_tokens",
            "input_text_tokens",
            "output_text_tokens",
            "output_reasoning_tokens",
            "cache_read_tokens");

    private final PriceList prices = PriceList.shipped();
    private final ListedPricing pricing = new ListedPricing(prices);

    @Test
    void theShippedFileIsWhatTheImporterMakesOfItsSources() throws IOException {
        ImportReport report = new ImportReport();
        assertThat(PriceImport.lines(
                        PriceImport.read(SHARED.resolve("pricing/model_prices.json")),
                        PriceImport.read(SHARED.resolve("pricing/genai_prices.json")),
                        prices.importedOn(),
                        report))
                .isEqualTo(Files.readAllLines(SHIPPED, UTF_8));
        assertThat(report.count("LiteLLM: refused")).isBetween(1, 30);
        assertThat(report.count("the sources differ, first taken")).isPositive();
        assertThat(Files.size(SHIPPED)).isLessThan(600_000);
    }

    @Test
    void everyRowHasASourceThatIsNamedWithItsLicence() {
        assertThat(prices.sources()).extracting(PriceList.Source::name).hasSize(3);
        assertThat(prices.sources()).allSatisfy(source -> {
            assertThat(source.licence()).isNotBlank();
            assertThat(source.models()).isPositive();
        });
        Set<String> names =
                Set.copyOf(prices.sources().stream().map(PriceList.Source::name).toList());
        assertThat(prices.rows()).hasSizeGreaterThan(3500).allMatch(row -> names.contains(row.source()));
    }

    @Test
    void onlyTheSimulatorHasAPriceForAnyModel() {
        assertThat(prices.rows())
                .filteredOn(row -> row.model().equals(PriceList.ANY_MODEL))
                .extracting(PriceRow::provider)
                .containsExactly(PriceImport.SIMULATOR);
        assertThat(pricing.price(PriceImport.SIMULATOR, "simulator-large", TokenUsage.counted(1000, 1000), NOW))
                .isInstanceOfSatisfying(Priced.Cost.class, cost -> assertThat(cost.costMicroUsd())
                        .isEqualTo(12_500));
    }

    @Test
    void thresholdsAndValidityOfTheSourcesAreKept() {
        LocalDate day = LocalDate.ofInstant(NOW, ZoneOffset.UTC);
        assertThat(prices.find("gemini", "gemini-2.5-pro", day, 200_000)
                        .orElseThrow()
                        .input())
                .isEqualTo(1_250_000);
        assertThat(prices.find("gemini", "gemini-2.5-pro", day, 200_001)
                        .orElseThrow()
                        .input())
                .isEqualTo(2_500_000);
        assertThat(prices.find("openai", "o3", LocalDate.parse("2025-06-09"), 1)
                        .orElseThrow()
                        .input())
                .isEqualTo(10_000_000);
        assertThat(prices.find("openai", "o3", LocalDate.parse("2025-06-10"), 1)
                        .orElseThrow()
                        .input())
                .isEqualTo(2_000_000);
    }

    @Test
    void sillyRowsAreRefused() {
        assertThatThrownBy(() -> PriceRow.parse("p,m,s,,,0,1000000001,1,,,"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PriceRow.parse("p,m,s,,,0,-1,1,,,")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PriceRow.parse("p,m,s,2026-01-02,2026-01-01,0,1,1,,,"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PriceRow.parse("p,m,s,,,0,1,1")).isInstanceOf(IllegalArgumentException.class);
    }

    /** Recorded answers with prices computed by another implementation, over the tokens we price. */
    @Test
    void recordedUsagesCostWhatAnotherImplementationSays() throws IOException {
        Map<String, Integer> outcome = new TreeMap<>();
        for (JsonNode recorded : PriceImport.read(SHARED.resolve("usage/recorded_usages.json"))) {
            String model = recorded.path("model")
                    .asText(recorded.path("body").path("model").asText());
            for (JsonNode extracted : recorded.path("extracted")) {
                for (JsonNode expected : extracted.path("extractors")) {
                    if (expected.has("input_price") && tokensOnly(extracted.path("usage"))) {
                        outcome.merge(compare(expected, model, extracted.path("usage")), 1, Integer::sum);
                    }
                }
            }
        }
        assertThat(outcome.getOrDefault("agree", 0)).as("%s", outcome).isGreaterThanOrEqualTo(1164);
        assertThat(outcome.getOrDefault("differ", 0)).as("%s", outcome).isLessThanOrEqualTo(44);
    }

    private static boolean tokensOnly(JsonNode usage) {
        return usage.properties().stream().allMatch(field -> TOKEN_SHAPES.contains(field.getKey()));
    }

    private String compare(JsonNode expected, String model, JsonNode usage) {
        TokenUsage tokens = TokenUsage.counted(
                        usage.path("input_tokens").asLong(),
                        usage.path("output_tokens").asLong())
                .withCachedInput(usage.path("cache_read_tokens").asLong())
                .withReasoning(usage.path("output_reasoning_tokens").asLong());
        long micros = new BigDecimal(expected.path("input_price").asText())
                .add(new BigDecimal(expected.path("output_price").asText()))
                .movePointRight(6)
                .setScale(0, RoundingMode.HALF_UP)
                .longValueExact();
        return switch (pricing.price(expected.path("provider_id").asText(), model, tokens, NOW)) {
            case Priced.Cost cost -> cost.costMicroUsd() == micros ? "agree" : "differ";
            case Priced.Unpriced unpriced -> "unpriced";
        };
    }
}
