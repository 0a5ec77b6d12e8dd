// SPDX-License-Identifier: Apache-2.0
package dev.llmops.costops;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** LiteLLM's price list: USD per token, one object per model, thresholds in the names of the fields. */
final class LiteLlmPrices {
    static final String SOURCE = "LiteLLM model_prices_and_context_window";
    private static final Pattern ABOVE = Pattern.compile("input_cost_per_token_above_(\\d+)k_tokens");
    private static final Map<String, String> SAME_PROVIDER = Map.of(
            "bedrock_converse", "bedrock",
            "bedrock_mantle", "bedrock",
            "text-completion-openai", "openai",
            "text-completion-codestral", "codestral",
            "text-completion-inception", "inception",
            "azure_text", "azure",
            "cohere_chat", "cohere",
            "fireworks_ai-embedding-models", "fireworks_ai");

    private final ImportReport report;

    LiteLlmPrices(ImportReport report) {
        this.report = report;
    }

    List<ListedModel> read(JsonNode list) {
        Map<String, ListedModel> models = new LinkedHashMap<>();
        list.properties().forEach(entry -> {
            if (!entry.getKey().equals("sample_spec")) {
                ListedModel model = model(entry.getKey(), entry.getValue());
                if (model != null && models.putIfAbsent(model.name(), model) != null) {
                    report.note(
                            "LiteLLM: listed twice under one name, first kept", model.name() + " as " + entry.getKey());
                }
            }
        });
        return new ArrayList<>(models.values());
    }

    private @Nullable ListedModel model(String key, JsonNode listed) {
        String origin = listed.path("litellm_provider").asText("");
        if (origin.isEmpty() || listed.path("input_cost_per_token").isMissingNode()) {
            report.note("LiteLLM: no price per token", key);
            return null;
        }
        if (zero(listed, "input_cost_per_token") && zero(listed, "output_cost_per_token")) {
            report.note("LiteLLM: all prices zero, taken for unknown", key);
            return null;
        }
        String provider = provider(origin);
        String model = key;
        for (String prefix : List.of(origin + "/", provider + "/")) {
            model = model.startsWith(prefix) ? model.substring(prefix.length()) : model;
        }
        try {
            List<PriceRow> rows = new ArrayList<>();
            rows.add(row(provider, model, listed, 0, ""));
            for (Map.Entry<String, JsonNode> field : listed.properties()) {
                Matcher above = ABOVE.matcher(field.getKey());
                if (above.matches()) {
                    rows.add(row(
                            provider,
                            model,
                            listed,
                            Long.parseLong(above.group(1)) * 1000,
                            "_above_" + above.group(1) + "k_tokens"));
                }
            }
            return new ListedModel(provider, model, rows);
        } catch (IllegalArgumentException | ArithmeticException e) {
            report.note("LiteLLM: refused", key + ": " + e.getMessage());
            return null;
        }
    }

    private static boolean zero(JsonNode listed, String field) {
        return listed.path(field).decimalValue().signum() == 0;
    }

    private static String provider(String origin) {
        return origin.startsWith("vertex_ai") ? "vertex_ai" : SAME_PROVIDER.getOrDefault(origin, origin);
    }

    private PriceRow row(String provider, String model, JsonNode listed, long above, String suffix) {
        Long input = amount(listed, "input_cost_per_token" + suffix, model);
        if (input == null) {
            throw new IllegalArgumentException("no input price");
        }
        Long output = positive(amount(listed, "output_cost_per_token" + suffix, model), input);
        if (above > 0) {
            long base = row(provider, model, listed, 0, "").rates().input();
            if (input == 0 && base > 0) {
                throw new IllegalArgumentException("a price of zero above " + above + " tokens");
            }
            output =
                    output == null ? row(provider, model, listed, 0, "").rates().output() : output;
        }
        return new PriceRow(provider, model, SOURCE, null, null, above, rates(listed, model, suffix, input, output));
    }

    private PriceRates rates(JsonNode listed, String model, String suffix, long input, @Nullable Long output) {
        return new PriceRates(
                input,
                output,
                positive(amount(listed, "cache_read_input_token_cost" + suffix, model), input),
                positive(amount(listed, "cache_creation_input_token_cost" + suffix, model), input),
                positive(amount(listed, "output_cost_per_reasoning_token", model), 1),
                positive(amount(listed, "cache_creation_input_token_cost_above_1hr" + suffix, model), 1),
                positive(amount(listed, "input_cost_per_audio_token", model), 1),
                positive(amount(listed, "cache_read_input_audio_token_cost", model), 1),
                positive(amount(listed, "output_cost_per_audio_token", model), 1),
                positive(amount(listed, "input_cost_per_image_token", model), 1));
    }

    /** A zero beside a price is a field left empty. */
    private static @Nullable Long positive(@Nullable Long amount, long beside) {
        return amount != null && amount == 0 && beside > 0 ? null : amount;
    }

    private @Nullable Long amount(JsonNode listed, String field, String model) {
        JsonNode value = listed.path(field);
        BigDecimal usd = value.isNumber() ? value.decimalValue() : null;
        return ListedModel.amount(usd, 12, model + " " + field, report);
    }
}
