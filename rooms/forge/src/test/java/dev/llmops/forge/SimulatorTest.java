// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.forge.UpstreamFailure.Refused;
import dev.llmops.contracts.forge.UpstreamFailure.TimedOut;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatorTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Calls CALLS = new Calls();
    private static final Encoding TOKENS = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
    private static final String HELLO =
            "{\"model\":\"sim-small\",\"messages\":[{\"role\":\"system\",\"content\":\"Be brief.\"},"
                    + "{\"role\":\"user\",\"content\":\"How do I bake bread in Zürich? 🥖\"}]%s}";

    @AfterAll
    static void close() {
        CALLS.close();
    }

    @Test
    void theSameRequestGetsTheSameText() throws Exception {
        String first = content(answer(HELLO.formatted("")));
        assertThat(content(answer(HELLO.formatted("")))).isEqualTo(first);
        assertThat(first).contains("LLMOps simulator").contains("bake bread in Zürich? 🥖");
        assertThat(content(answer(HELLO.formatted("").replace("bread", "cake"))))
                .isNotEqualTo(first);
    }

    @Test
    void tokensAreCountedAsAnIndependentCounterCountsThem() throws Exception {
        JsonNode answer = answer(HELLO.formatted(""));
        int prompt = 3;
        for (String text : List.of("system", "Be brief.", "user", "How do I bake bread in Zürich? 🥖")) {
            prompt += TOKENS.countTokens(text);
        }
        prompt += 2 * 3;
        assertThat(answer.at("/usage/prompt_tokens").asInt()).isEqualTo(prompt);
        assertThat(answer.at("/usage/completion_tokens").asInt()).isEqualTo(TOKENS.countTokens(content(answer)));
        assertThat(answer.at("/usage/total_tokens").asInt()).isEqualTo(prompt + TOKENS.countTokens(content(answer)));
        assertThat(answer.at("/usage/prompt_tokens_details/cached_tokens").isInt())
                .isTrue();
    }

    @Test
    void theAnswerHasOpenAisShape() throws Exception {
        JsonNode answer = answer(HELLO.formatted(""));
        assertThat(answer.get("object").asText()).isEqualTo("chat.completion");
        assertThat(answer.get("id").asText()).startsWith("chatcmpl-");
        assertThat(answer.get("model").asText()).isEqualTo("sim-small");
        assertThat(answer.get("system_fingerprint").isNull()).isTrue();
        assertThat(answer.at("/choices/0/message/role").asText()).isEqualTo("assistant");
        assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 20})
    void maxTokensCutsTheAnswer(int max) throws Exception {
        JsonNode answer = answer(HELLO.formatted(",\"max_tokens\":" + max));
        assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("length");
        assertThat(answer.at("/usage/completion_tokens").asInt())
                .isLessThanOrEqualTo(max)
                .isPositive();
        assertThat(TOKENS.countTokens(content(answer)))
                .isEqualTo(answer.at("/usage/completion_tokens").asInt());
    }

    @Test
    void aStreamSaysTheSameAsTheWholeAnswer() throws Exception {
        JsonNode whole = answer(HELLO.formatted(""));
        CollectingSink sink = CALLS.call(
                        Calls.simulator(0, 0),
                        HELLO.formatted(",\"stream\":true,\"stream_options\":{\"include_usage\":true}"),
                        true)
                .await();
        List<JsonNode> chunks = chunks(sink.passed());
        StringBuilder text = new StringBuilder();
        chunks.forEach(chunk -> text.append(chunk.at("/choices/0/delta/content").asText("")));
        assertThat(text).hasToString(content(whole));
        assertThat(sink.last).isEqualTo("data: [DONE]\n\n");
        assertThat(chunks.getLast().get("choices")).isEmpty();
        assertThat(chunks.getLast().get("usage")).isEqualTo(whole.get("usage"));
        assertThat(chunks.get(chunks.size() - 2).at("/choices/0/finish_reason").asText())
                .isEqualTo("stop");
        assertThat(chunks).allMatch(chunk -> chunk.get("object").asText().equals("chat.completion.chunk"));
        assertThat(sink.usage())
                .isEqualTo(TokenUsage.counted(
                        whole.at("/usage/prompt_tokens").asInt(),
                        whole.at("/usage/completion_tokens").asInt()));
    }

    @Test
    void usageIsNotShownToAClientThatDidNotAsk() {
        String body = HELLO.formatted(",\"stream\":true,\"stream_options\":{\"include_usage\":true}");
        CollectingSink sink = new CollectingSink();
        CALLS.call(Calls.simulator(0, 0), body, true, false, sink).await();
        assertThat(sink.passed()).doesNotContain("usage");
        assertThat(sink.usage().output()).isPositive();
    }

    @Test
    void anAskedForToolIsCalledWithWhatItsSchemaRequires() throws Exception {
        String tool = ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"get_weather\",\"parameters\":"
                + "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"},\"days\":{\"type\":\"integer\","
                + "\"minimum\":2},\"unit\":{\"enum\":[\"c\",\"f\"]},\"extra\":{\"type\":\"string\"}},"
                + "\"required\":[\"city\",\"days\",\"unit\"]}}}]";
        assertThat(answer(HELLO.formatted(tool)).at("/choices/0/finish_reason").asText())
                .isEqualTo("stop");
        for (String forcing : List.of(
                tool + ",\"tool_choice\":\"required\"",
                tool + ",\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"get_weather\"}}")) {
            assertToolCall(answer(HELLO.formatted(forcing)));
        }
        JsonNode asked = answer(HELLO.formatted(tool).replace("How do I bake bread", "What is the weather"));
        assertToolCall(asked);
        assertThat(answer(HELLO.formatted(tool + ",\"tool_choice\":\"none\"").replace("bread", "weather"))
                        .at("/choices/0/message/tool_calls")
                        .isMissingNode())
                .isTrue();
        assertThat(asked.at("/usage/completion_tokens").asInt())
                .isEqualTo(TOKENS.countTokens("get_weather")
                        + TOKENS.countTokens(asked.at("/choices/0/message/tool_calls/0/function/arguments")
                                .asText()));
    }

    @Test
    void aStreamedToolCallJoinsToTheSameArguments() throws Exception {
        String body = HELLO.formatted(",\"tool_choice\":\"required\",\"tools\":[{\"type\":\"function\",\"function\":"
                + "{\"name\":\"look_up\",\"parameters\":{\"type\":\"object\",\"properties\":{\"q\":{\"type\":\"string\"}},"
                + "\"required\":[\"q\"]}}}]");
        CollectingSink sink = CALLS.call(Calls.simulator(0, 0), body, true).await();
        StringBuilder arguments = new StringBuilder();
        for (JsonNode chunk : chunks(sink.passed())) {
            arguments.append(
                    chunk.at("/choices/0/delta/tool_calls/0/function/arguments").asText(""));
        }
        assertThat(JSON.readTree(arguments.toString()).get("q").asText()).contains("bake bread");
        assertThat(sink.passed()).contains("\"finish_reason\":\"tool_calls\"");
    }

    @Test
    void latencyComesBeforeTheFirstTokenAndTheDelayBetweenTokens() {
        long before = System.nanoTime();
        String body = HELLO.formatted(",\"max_tokens\":5");
        CALLS.call(Calls.simulator(120, 30), body, true).await();
        assertThat((System.nanoTime() - before) / 1_000_000).isGreaterThanOrEqualTo(120 + 4 * 30);
    }

    @Test
    void latencyBeyondTheTimeoutIsATimeout() {
        CALLS.timeoutMillis = 100;
        CollectingSink sink = CALLS.call(Calls.simulator(60_000, 0), HELLO.formatted(""), false)
                .await();
        CALLS.timeoutMillis = 5_000;
        assertThat(sink.failure()).isInstanceOf(TimedOut.class);
    }

    @Test
    void aCancelledStreamFallsSilent() {
        CollectingSink sink = new CollectingSink();
        var call = CALLS.start(Calls.simulator(0, 5), HELLO.formatted(""), true, true, sink);
        while (sink.passed().isEmpty()) {
            Thread.onSpinWait();
        }
        call.cancel();
        CollectingSink other = CALLS.call(Calls.simulator(300, 0), HELLO.formatted(""), false);
        other.await();
        assertThat(sink.isDone()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not json",
                "[]",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}",
                "{\"model\":\"m\"}",
                "{\"model\":\"m\",\"messages\":[]}",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"alien\",\"content\":\"x\"}]}",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\"}]}",
                "{\"model\":\"m\",\"messages\":[7]}",
                "{\"model\":\"m\",\"max_tokens\":0,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}",
                "{\"model\":\"m\",\"n\":2,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}",
                "{\"model\":\"m\",\"tool_choice\":\"required2\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}",
                "{\"model\":\"m\",\"tools\":[{}],\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}"
            })
    void aMalformedRequestIsRefusedInOpenAisShape(String body) throws Exception {
        Refused refused =
                (Refused) CALLS.call(Calls.simulator(0, 0), body, false).await().failure();
        assertThat(refused.status()).isEqualTo(400);
        JsonNode error =
                JSON.readTree(StandardCharsets.UTF_8.decode(refused.body()).toString());
        assertThat(error.at("/error/type").asText()).isEqualTo("invalid_request_error");
        assertThat(error.at("/error/message").asText()).isNotBlank();
        assertThat(error.get("error").has("param")).isTrue();
        assertThat(error.get("error").has("code")).isTrue();
    }

    @Test
    void aPromptBeyondTheContextIsRefused() {
        for (String text : List.of("aa ".repeat(200_000), "b".repeat(2_000_000))) {
            String body = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}";
            CollectingSink sink = CALLS.call(Calls.simulator(0, 0), body, false).await();
            Refused refused = (Refused) sink.failure();
            assertThat(StandardCharsets.UTF_8.decode(refused.body()).toString()).contains("context_length_exceeded");
        }
    }

    @Test
    void oneVeryLongWordIsCountedWithoutStalling() throws Exception {
        String body =
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + "a".repeat(500_000) + "\"}]}";
        assertThat(answer(body).at("/usage/prompt_tokens").asInt()).isGreaterThan(50_000);
    }

    private static void assertToolCall(JsonNode answer) throws Exception {
        assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("tool_calls");
        assertThat(answer.at("/choices/0/message/content").isNull()).isTrue();
        JsonNode function = answer.at("/choices/0/message/tool_calls/0/function");
        assertThat(function.get("name").asText()).isEqualTo("get_weather");
        JsonNode arguments = JSON.readTree(function.get("arguments").asText());
        assertThat(arguments.get("city").isTextual()).isTrue();
        assertThat(arguments.get("days").asInt()).isEqualTo(2);
        assertThat(arguments.get("unit").asText()).isEqualTo("c");
        assertThat(arguments.has("extra")).isFalse();
    }

    private static JsonNode answer(String body) throws Exception {
        CollectingSink sink = CALLS.call(Calls.simulator(0, 0), body, false).await();
        assertThat(sink.failure).isNull();
        return JSON.readTree(sink.last);
    }

    private static String content(JsonNode answer) {
        return answer.at("/choices/0/message/content").asText();
    }

    private static List<JsonNode> chunks(String stream) throws Exception {
        List<JsonNode> chunks = new ArrayList<>();
        for (String frame : stream.split("\n\n", -1)) {
            if (!frame.isEmpty()) {
                chunks.add(JSON.readTree(frame.substring("data: ".length())));
            }
        }
        return chunks;
    }
}
