// SPDX-License-Identifier: Apache-2.0
package dev.llmops.costops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.contracts.costops.Pricing.Priced;
import dev.llmops.contracts.forge.TokenUsage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShippedPricesTest {
    private static final Path ROOT = Path.of(System.getProperty("llmops.root", "../.."));
    private static final Path SHARED = ROOT.resolve("../shared/data");
    private static final Path SHIPPED = ROOT.resolve("rooms/costops/src/main/resources/dev/llmops/costops/prices.csv");
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

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
                        .rates()
                        .input())
                .isEqualTo(1_250_000);
        assertThat(prices.find("gemini", "gemini-2.5-pro", day, 200_001)
                        .orElseThrow()
                        .rates()
                        .input())
                .isEqualTo(2_500_000);
        assertThat(prices.find("openai", "o3", LocalDate.parse("2025-06-09"), 1)
                        .orElseThrow()
                        .rates()
                        .input())
                .isEqualTo(10_000_000);
        assertThat(prices.find("openai", "o3", LocalDate.parse("2025-06-10"), 1)
                        .orElseThrow()
                        .rates()
                        .input())
                .isEqualTo(2_000_000);
    }

    @Test
    void sillyRowsAreRefused() {
        assertThatThrownBy(() -> PriceRow.parse("p,m,s,,,0,1000000001,1,,,,,,,,"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PriceRow.parse("p,m,s,,,0,-1,1,,,,,,,,")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PriceRow.parse("p,m,s,2026-01-02,2026-01-01,0,1,1,,,,,,,,"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PriceRow.parse("p,m,s,,,0,1,1")).isInstanceOf(IllegalArgumentException.class);
    }
}
