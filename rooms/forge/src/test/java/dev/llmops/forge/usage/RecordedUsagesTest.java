// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.usage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.contracts.forge.TokenUsage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Usage bodies that providers really answered, as recorded by pydantic genai-prices (MIT) with the tokens that its
 * extractors read in them: 782 bodies, each read by every extractor that can. We read each with the form that the
 * extractor stands for. Where we differ on purpose stands with its reason in {@code deviations.csv}; one that appears or
 * disappears fails. Another file of the same shape ({@code -Dllmops.usages=FILE}) may not deviate in other ways.
 */
class RecordedUsagesTest {
    private static final Path ROOT = Path.of(System.getProperty("llmops.root", "../.."));
    private static final Path OURS = ROOT.resolve("../shared/data/usage/recorded_usages.json");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What is not told apart here, because no list has a price for it: the rest is text, and video costs what text does. */
    private static final Set<String> NOT_TOLD = Set.of(
            "input_text_tokens",
            "output_text_tokens",
            "input_video_tokens",
            "input_tool_tokens",
            "input_text_tool_tokens",
            "cache_text_read_tokens",
            "cache_image_read_tokens",
            "cache_video_read_tokens",
            "web_searches");

    /** A number that we read differently from an extractor. */
    private record Deviation(String extractor, String number) implements Comparable<Deviation> {
        @Override
        public int compareTo(Deviation other) {
            return toString().compareTo(other.toString());
        }

        @Override
        public String toString() {
            return extractor + "," + number;
        }
    }

    @Test
    void everyRecordedBodyIsNormalisedToTheTokensRecordedWithIt() throws IOException {
        Path file = Path.of(System.getProperty("llmops.usages", OURS.toString()));
        Map<Deviation, Integer> deviations = new TreeMap<>();
        int compared = 0;
        for (JsonNode recorded : JSON.readTree(file.toFile())) {
            for (JsonNode extracted : recorded.path("extracted")) {
                for (JsonNode extractor : extracted.path("extractors")) {
                    String provider = extractor.path("provider_id").asText();
                    String flavour = extractor.path("api_flavor").asText();
                    TokenUsage read = read(form(provider, flavour), recorded.path("body"));
                    for (String number : differences(extracted.path("usage"), read)) {
                        deviations.merge(new Deviation(provider + "/" + flavour, number), 1, Integer::sum);
                    }
                    compared++;
                }
            }
        }
        assertThat(compared).isPositive();
        if (file.equals(OURS)) {
            assertThat(deviations).isEqualTo(explained());
            assertThat(compared).isEqualTo(9_500);
        } else {
            assertThat(explained().keySet()).containsAll(deviations.keySet());
        }
    }

    /** The numbers in which the two differ; a number that is not there is zero. */
    private static Set<String> differences(JsonNode expected, @Nullable TokenUsage read) {
        Map<String, Long> ours = read == null ? new HashMap<>() : numbers(read);
        Map<String, Long> theirs = new HashMap<>();
        expected.properties()
                .forEach(number -> theirs.put(number.getKey(), number.getValue().asLong()));
        theirs.keySet().removeAll(NOT_TOLD);
        if (!theirs.containsKey("cache_write_5m_tokens")) {
            ours.remove("cache_write_5m_tokens");
        }
        Set<String> names = new TreeSet<>(ours.keySet());
        names.addAll(theirs.keySet());
        names.removeIf(name -> Objects.equals(ours.getOrDefault(name, 0L), theirs.getOrDefault(name, 0L)));
        return names;
    }

    private static Map<String, Long> numbers(TokenUsage read) {
        Map<String, Long> numbers = new HashMap<>();
        numbers.put("input_tokens", read.input());
        numbers.put("output_tokens", read.output());
        numbers.put("cache_read_tokens", read.cachedInput());
        numbers.put("cache_write_tokens", read.cacheWrite());
        numbers.put("cache_write_5m_tokens", read.cacheWrite() - read.longCacheWrite());
        numbers.put("cache_write_1h_tokens", read.longCacheWrite());
        numbers.put("output_reasoning_tokens", read.reasoning());
        numbers.put("input_audio_tokens", read.audioInput());
        numbers.put("cache_audio_read_tokens", read.cachedAudioInput());
        numbers.put("output_audio_tokens", read.audioOutput());
        numbers.put("input_image_tokens", read.imageInput());
        return numbers;
    }

    private static UsageForm form(String provider, String flavour) {
        return switch (provider + "/" + flavour) {
            case "anthropic/default", "minimax/default" -> UsageForm.ANTHROPIC;
            case "google/default" -> UsageForm.GEMINI;
            case "aws/default" -> UsageForm.BEDROCK_CONVERSE;
            case "x-ai/default", "x-ai/chat" -> UsageForm.XAI;
            case "cohere/default", "cohere/tokens", "cohere/embeddings" -> UsageForm.COHERE;
            default ->
                switch (flavour) {
                    case "anthropic" -> UsageForm.ANTHROPIC;
                    case "responses" -> UsageForm.OPENAI_RESPONSES;
                    case "embeddings" -> UsageForm.OPENAI_EMBEDDINGS;
                    case "chat", "default" -> UsageForm.OPENAI_CHAT;
                    default -> throw new AssertionError("no form stands for " + provider + "/" + flavour);
                };
        };
    }

    private static @Nullable TokenUsage read(UsageForm form, JsonNode body) throws IOException {
        JsonNode usage = body.has("usage") ? body.get("usage") : body.path("usageMetadata");
        byte[] text = JSON.writeValueAsBytes(usage.isMissingNode() ? body.path("meta") : usage);
        try (JsonParser json = JSON.createParser(text)) {
            json.nextToken();
            return form.read(json);
        }
    }

    /** How often we deviate, by extractor and number; the reasons are for who reads the file. */
    private static Map<Deviation, Integer> explained() throws IOException {
        Map<Deviation, Integer> explained = new TreeMap<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(RecordedUsagesTest.class.getResourceAsStream("deviations.csv")), UTF_8))) {
            lines.lines().filter(line -> !line.startsWith("#")).skip(1).forEach(line -> {
                String[] cells = line.split(",", 4);
                assertThat(cells[3]).as("the reason for %s", line).isNotBlank();
                explained.put(new Deviation(cells[0], cells[1]), Integer.parseInt(cells[2]));
            });
        }
        return explained;
    }
}
