// SPDX-License-Identifier: Apache-2.0
package dev.llmops.costops;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * Makes the price list the product ships out of two public ones and our own rows for the simulator. Run by hand, see
 * docs/costops.md. Where both sources list a model under one name the first wins and the difference is reported, except that a
 * dated series of the second replaces an undated price that equals one of its steps.
 */
final class PriceImport {
    static final String SIMULATOR_SOURCE = "LLMOps simulator (illustrative)";
    static final String SIMULATOR = "llmops-simulator";

    private PriceImport() {}

    /** Arguments: LiteLLM's file, genai-prices' file, the file to write, the report to write, and the date. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 5) {
            throw new IllegalArgumentException("expected: MODEL_PRICES GENAI_PRICES TARGET REPORT YYYY-MM-DD");
        }
        ImportReport report = new ImportReport();
        List<String> lines =
                lines(read(Path.of(arguments[0])), read(Path.of(arguments[1])), LocalDate.parse(arguments[4]), report);
        Files.write(Path.of(arguments[2]), lines, UTF_8);
        Files.writeString(Path.of(arguments[3]), report.full(), UTF_8);
        System.out.printf(Locale.ROOT, "%d lines%n%s", lines.size(), report.summary());
    }

    static JsonNode read(Path file) throws IOException {
        return new ObjectMapper()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .readTree(Files.readString(file, UTF_8));
    }

    static List<String> lines(JsonNode liteLlm, JsonNode genai, LocalDate imported, ImportReport report) {
        Map<String, ListedModel> models =
                merge(new LiteLlmPrices(report).read(liteLlm), new GenaiPrices(report).read(genai), report);
        List<PriceRow> rows = new ArrayList<>(simulator());
        models.values().forEach(model -> rows.addAll(model.rows()));
        rows.sort(Comparator.comparing(PriceRow::key));
        List<String> body = rows.stream().map(PriceRow::csv).toList();
        CRC32C checksum = new CRC32C();
        checksum.update(String.join("\n", body).getBytes(UTF_8));
        List<String> lines = new ArrayList<>();
        lines.add("# version " + imported + "-" + String.format(Locale.ROOT, "%08x", checksum.getValue()));
        lines.add("# imported " + imported);
        lines.add("# source " + LiteLlmPrices.SOURCE + " | MIT");
        lines.add("# source " + GenaiPrices.SOURCE + " | MIT");
        lines.add("# source " + SIMULATOR_SOURCE + " | Apache-2.0");
        lines.add(PriceRow.HEADER);
        lines.addAll(body);
        return lines;
    }

    private static Map<String, ListedModel> merge(
            List<ListedModel> first, List<ListedModel> second, ImportReport report) {
        Map<String, ListedModel> merged = new TreeMap<>();
        first.forEach(model -> merged.put(model.name(), model));
        for (ListedModel other : second) {
            ListedModel known = merged.get(other.name());
            if (known == null) {
                merged.put(other.name(), other);
            } else if (other.dated() && other.hasRowLike(known.base())) {
                merged.put(other.name(), other.completedBy(known.base()));
                report.note("dated series of the second source taken", other.name());
            } else if (!other.hasRowLike(known.base())) {
                report.note("the sources differ, first taken", difference(known, other));
            } else {
                merged.put(other.name(), known.completedBy(other.base()));
                report.note("the sources agree on input and output", other.name());
            }
        }
        return merged;
    }

    private static String difference(ListedModel known, ListedModel other) {
        return known.name() + ": " + known.base().rates().input() + "/"
                + known.base().rates().output() + " against "
                + other.base().rates().input() + "/" + other.base().rates().output();
    }

    private static List<PriceRow> simulator() {
        return List.of(
                simulated("simulator-small", 150_000, 600_000),
                simulated("simulator-large", 2_500_000, 10_000_000),
                simulated("simulator-code", 1_000_000, 4_000_000),
                simulated(PriceList.ANY_MODEL, 150_000, 600_000));
    }

    private static PriceRow simulated(String model, long input, long output) {
        return new PriceRow(SIMULATOR, model, SIMULATOR_SOURCE, null, null, 0, PriceRates.of(input, output));
    }
}
