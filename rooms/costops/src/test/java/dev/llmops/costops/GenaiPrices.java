// SPDX-License-Identifier: Apache-2.0
package dev.llmops.costops;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The genai-prices list: USD per million tokens, thresholds and start dates. Of its rules for matching names only those
 * that ask for equality are taken; the others would guess.
 */
final class GenaiPrices {
    static final String SOURCE = "pydantic genai-prices";

    private final ImportReport report;

    GenaiPrices(ImportReport report) {
        this.report = report;
    }

    List<ListedModel> read(JsonNode providers) {
        Map<String, ListedModel> models = new LinkedHashMap<>();
        for (JsonNode provider : providers) {
            String name = PriceList.provider(provider.path("id").asText());
            for (JsonNode model : provider.path("models")) {
                for (String alias : names(model)) {
                    ListedModel listed = model(name, alias, model.path("prices"));
                    if (listed != null) {
                        models.putIfAbsent(listed.name(), listed);
                    }
                }
            }
        }
        return new ArrayList<>(models.values());
    }

    private static Set<String> names(JsonNode model) {
        Set<String> names = new LinkedHashSet<>();
        names.add(model.path("id").asText());
        JsonNode match = model.path("match");
        equality(match, names);
        match.path("or").forEach(clause -> equality(clause, names));
        return names;
    }

    private static void equality(JsonNode clause, Set<String> names) {
        if (clause.path("equals").isTextual()) {
            names.add(clause.path("equals").asText());
        }
    }

    private @Nullable ListedModel model(String provider, String name, JsonNode prices) {
        String what = provider + "/" + name;
        try {
            List<PriceRow> rows = new ArrayList<>();
            if (prices.isObject()) {
                rows.addAll(rows(provider, name, prices, null, null));
            } else {
                rows.addAll(series(provider, name, prices));
            }
            if (rows.stream().map(PriceRow::rates).allMatch(rates -> rates.input() == 0 && rates.forOutput() == 0)) {
                report.note("genai-prices: all prices zero, taken for unknown", what);
                return null;
            }
            return new ListedModel(provider, name, rows);
        } catch (IllegalArgumentException | ArithmeticException e) {
            report.note("genai-prices: refused", what + ": " + e.getMessage());
            return null;
        }
    }

    private List<PriceRow> series(String provider, String name, JsonNode steps) {
        List<PriceRow> rows = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            LocalDate from = i == 0 ? null : startOf(steps.get(i));
            LocalDate to = i + 1 < steps.size() ? startOf(steps.get(i + 1)) : null;
            rows.addAll(rows(provider, name, steps.get(i).path("prices"), from, to));
        }
        return rows;
    }

    private static LocalDate startOf(JsonNode step) {
        JsonNode start = step.path("constraint").path("start_date");
        if (!start.isTextual()) {
            throw new IllegalArgumentException("a price by the time of day");
        }
        return LocalDate.parse(start.asText());
    }

    private List<PriceRow> rows(
            String provider, String name, JsonNode prices, @Nullable LocalDate from, @Nullable LocalDate to) {
        Set<Long> thresholds = new TreeSet<>();
        thresholds.add(0L);
        prices.forEach(price -> price.path("tiers")
                .forEach(tier -> thresholds.add(tier.path("start").asLong())));
        List<PriceRow> rows = new ArrayList<>();
        for (long above : thresholds) {
            Long input = amount(prices, "input_mtok", above, name);
            if (input == null) {
                throw new IllegalArgumentException("no input price per token");
            }
            rows.add(new PriceRow(provider, name, SOURCE, from, to, above, rates(prices, input, above, name)));
        }
        return rows;
    }

    private PriceRates rates(JsonNode prices, long input, long above, String name) {
        return new PriceRates(
                input,
                amount(prices, "output_mtok", above, name),
                amount(prices, "cache_read_mtok", above, name),
                amount(prices, "cache_write_mtok", above, name),
                null,
                null,
                amount(prices, "input_audio_mtok", above, name),
                amount(prices, "cache_audio_read_mtok", above, name),
                amount(prices, "output_audio_mtok", above, name),
                null);
    }

    private @Nullable Long amount(JsonNode prices, String field, long above, String name) {
        JsonNode price = prices.path(field);
        if (price.isObject()) {
            JsonNode chosen = price.path("base");
            for (JsonNode tier : price.path("tiers")) {
                chosen = tier.path("start").asLong() <= above && above > 0 ? tier.path("price") : chosen;
            }
            price = chosen;
        }
        return ListedModel.amount(price.isNumber() ? price.decimalValue() : null, 6, name + " " + field, report);
    }
}
