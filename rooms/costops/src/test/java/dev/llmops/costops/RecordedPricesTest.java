// SPDX-License-Identifier: Apache-2.0
package dev.llmops.costops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.contracts.costops.Pricing.Priced;
import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.forge.TokenUsage.Parts;
import dev.llmops.contracts.forge.TokenUsage.Source;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Recorded usages with the prices that pydantic genai-prices (MIT) computed from them. Where our price is another one on
 * purpose stands with its reason in the {@code .csv} files beside this class; a deviation that appears or disappears fails.
 * Another file of the same shape ({@code -Dllmops.usages=FILE}) may only deviate in models that stand there.
 */
class RecordedPricesTest {
    private static final Path SHARED =
            Path.of(System.getProperty("llmops.root", "../..")).resolve("../shared/data");
    private static final Path OURS = SHARED.resolve("usage/recorded_usages.json");
    private static final Path FILE = Path.of(System.getProperty("llmops.usages", OURS.toString()));
    /** Before the prices of claude-sonnet-5 changed: the recorded ones are older. */
    private static final Instant RECORDED = Instant.parse("2026-08-15T12:00:00Z");

    /** A price another implementation computed for tokens of a model at a provider. */
    private record Recorded(String provider, String model, TokenUsage usage, long costMicroUsd) {
        String name() {
            return provider + "," + model;
        }
    }

    @Test
    void byTheListTheyWereComputedFromCallsCostWhatIsRecorded() throws IOException {
        JsonNode genai = PriceImport.read(SHARED.resolve("pricing/genai_prices.json"));
        GenaiNames names = new GenaiNames(genai);
        ListedPricing pricing = new ListedPricing(list(genai));

        Outcome outcome = new Outcome();
        for (Recorded recorded : recorded()) {
            Optional<GenaiNames.Listed> listed = names.find(recorded.provider, recorded.model);
            outcome.take(
                    recorded,
                    listed.isEmpty()
                            ? new Priced.Unpriced("not listed")
                            : pricing.price(
                                    listed.get().provider(), listed.get().model(), recorded.usage, RECORDED));
        }
        outcome.isAsExplainedIn("genai-deviations.csv", 1_696);
    }

    @Test
    void byTheShippedListTheyCostThatOrItIsSaidWhy() throws IOException {
        assumeThat(FILE)
                .as("the shipped list knows other models of other files")
                .isEqualTo(OURS);
        ListedPricing pricing = new ListedPricing(PriceList.shipped());

        Outcome outcome = new Outcome();
        for (Recorded recorded : recorded()) {
            outcome.take(recorded, pricing.price(recorded.provider, recorded.model, recorded.usage, RECORDED));
        }
        outcome.isAsExplainedIn("shipped-deviations.csv", 1_696);
    }

    /** Calls whose cost is another one than recorded, or unknown, by provider and model. */
    private static final class Outcome {
        private final Map<String, Integer> deviations = new TreeMap<>();
        private int compared;

        void take(Recorded recorded, Priced priced) {
            compared++;
            String how =
                    switch (priced) {
                        case Priced.Cost cost -> cost.costMicroUsd() == recorded.costMicroUsd ? "" : "differs";
                        case Priced.Unpriced unpriced -> "unpriced";
                    };
            if (!how.isEmpty()) {
                deviations.merge(recorded.name() + "," + how, 1, Integer::sum);
            }
        }

        void isAsExplainedIn(String file, int all) throws IOException {
            Map<String, Integer> explained = explained(file);
            if (FILE.equals(OURS)) {
                assertThat(deviations).isEqualTo(explained);
                assertThat(compared).isEqualTo(all);
            } else {
                assertThat(compared).isPositive();
                assertThat(explained.keySet()).containsAll(deviations.keySet());
            }
        }
    }

    /** Lines {@code provider,model,how,calls,reason}. */
    private static Map<String, Integer> explained(String file) throws IOException {
        Map<String, Integer> explained = new TreeMap<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(RecordedPricesTest.class.getResourceAsStream(file)), UTF_8))) {
            lines.lines().filter(line -> !line.startsWith("#")).skip(1).forEach(line -> {
                String[] cells = line.split(",", 5);
                assertThat(cells[4]).as("the reason for %s", line).isNotBlank();
                explained.put(String.join(",", cells[0], cells[1], cells[2]), Integer.parseInt(cells[3]));
            });
        }
        return explained;
    }

    private static PriceList list(JsonNode genai) {
        List<String> lines = new ArrayList<>(List.of("# version genai", "# imported 2026-08-15", PriceRow.HEADER));
        new GenaiPrices(new ImportReport())
                .read(genai).stream()
                        .flatMap(model -> model.rows().stream())
                        .map(PriceRow::csv)
                        .forEach(lines::add);
        return PriceList.parse(lines);
    }

    private static List<Recorded> recorded() throws IOException {
        List<Recorded> all = new ArrayList<>();
        for (JsonNode recorded : PriceImport.read(FILE)) {
            for (JsonNode extracted : recorded.path("extracted")) {
                for (JsonNode expected : extracted.path("extractors")) {
                    if (expected.has("input_price")) {
                        all.add(new Recorded(
                                expected.path("provider_id").asText(),
                                recorded.path("model").asText(),
                                usage(extracted.path("usage")),
                                micros(expected)));
                    }
                }
            }
        }
        return all;
    }

    private static long micros(JsonNode expected) {
        BigDecimal tokens = new BigDecimal(expected.path("input_price").asText())
                .add(new BigDecimal(expected.path("output_price").asText()));
        BigDecimal total = expected.has("total_price")
                ? new BigDecimal(expected.path("total_price").asText())
                : tokens;
        return total.movePointRight(6).setScale(0, RoundingMode.HALF_UP).longValueExact();
    }

    private static TokenUsage usage(JsonNode tokens) {
        Parts parts = Parts.of(
                tokens.path("cache_write_tokens").asLong(),
                tokens.path("cache_write_1h_tokens").asLong(),
                tokens.path("input_audio_tokens").asLong(),
                tokens.path("cache_audio_read_tokens").asLong(),
                tokens.path("output_audio_tokens").asLong(),
                tokens.path("input_image_tokens").asLong());
        return new TokenUsage(
                tokens.path("input_tokens").asLong(),
                tokens.path("output_tokens").asLong(),
                tokens.path("cache_read_tokens").asLong(),
                tokens.path("output_reasoning_tokens").asLong(),
                parts,
                Source.PROVIDER);
    }
}
