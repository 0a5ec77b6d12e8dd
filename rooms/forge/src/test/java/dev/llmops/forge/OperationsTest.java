// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.contracts.forge.Dialect;
import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.forge.Upstream;
import dev.llmops.contracts.forge.UpstreamFailure;
import dev.llmops.contracts.forge.UpstreamKind;
import dev.llmops.kits.provider.ProviderKit;
import dev.llmops.kits.provider.ProviderSettings;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is asked beside conversations: embeddings, completions, counts; of every kind of upstream. */
class OperationsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Calls CALLS = new Calls();
    private static final ProviderKit PROVIDER = ProviderKit.start(ProviderSettings.DEFAULT);
    private static final Upstream SIMULATOR = Calls.simulator(0, 0);

    @AfterAll
    static void close() {
        CALLS.close();
        PROVIDER.close();
    }

    @Test
    void simulatedVectorsAreTheSameInBothEncodingsAndNearForSimilarTexts() throws Exception {
        String body =
                "{\"model\":\"m\",\"input\":[\"return policy for shoes\",\"return policy for boots\",\"quantum field\"]";
        CollectingSink floats = call(Dialect.OPENAI_EMBEDDINGS, SIMULATOR, body + "}");
        CollectingSink base64 = call(Dialect.OPENAI_EMBEDDINGS, SIMULATOR, body + ",\"encoding_format\":\"base64\"}");

        JsonNode answer = JSON.readTree(floats.whole());
        assertThat(answer.path("data")).hasSize(3);
        float[][] vectors = new float[3][];
        for (int i = 0; i < 3; i++) {
            JsonNode numbers = answer.at("/data/" + i + "/embedding");
            vectors[i] = new float[numbers.size()];
            for (int k = 0; k < numbers.size(); k++) {
                vectors[i][k] = numbers.get(k).floatValue();
            }
            String told = JSON.readTree(base64.whole())
                    .at("/data/" + i + "/embedding")
                    .asText();
            assertThat(floats(told)).containsExactly(vectors[i]);
            assertThat(product(vectors[i], vectors[i])).isCloseTo(1, within(1e-5));
        }
        assertThat(product(vectors[0], vectors[1]))
                .isGreaterThan(0.6)
                .isGreaterThan(product(vectors[0], vectors[2]) + 0.3);
        assertThat(floats.usage().input())
                .isEqualTo(answer.at("/usage/prompt_tokens").asLong())
                .isPositive();
        assertThat(floats.usage().output()).isZero();
        assertThat(floats.usage().source()).isEqualTo(TokenUsage.Source.PROVIDER);
    }

    @Test
    void dimensionsAndTokensAreHonoured() throws Exception {
        CollectingSink text = call(
                Dialect.OPENAI_EMBEDDINGS, SIMULATOR, "{\"model\":\"m\",\"input\":\"hello world\",\"dimensions\":64}");
        CollectingSink tokens = call(
                Dialect.OPENAI_EMBEDDINGS, SIMULATOR, "{\"model\":\"m\",\"input\":[24912,2375],\"dimensions\":64}");

        assertThat(JSON.readTree(text.whole()).at("/data/0/embedding")).hasSize(64);
        assertThat(JSON.readTree(tokens.whole()).path("data"))
                .isEqualTo(JSON.readTree(text.whole()).path("data"));
        assertThat(tokens.usage().input()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENAI_COMPATIBLE", "AZURE_OPENAI", "MISTRAL", "COHERE", "OLLAMA", "VLLM", "GEMINI"})
    void embeddingsReachEveryKindThatHasThem(UpstreamKind kind) throws Exception {
        Upstream upstream =
                Calls.of(kind, kind == UpstreamKind.OPENAI_COMPATIBLE ? PROVIDER.baseUrl() : PROVIDER.serverUrl());
        String body =
                "{\"model\":\"stub\",\"input\":[\"one\",\"two\"],\"encoding_format\":\"base64\",\"dimensions\":4}";

        CollectingSink answer = call(Dialect.OPENAI_EMBEDDINGS, upstream, body);

        JsonNode said = JSON.readTree(answer.whole());
        assertThat(said.path("data")).hasSize(2);
        assertThat(floats(said.at("/data/1/embedding").asText())).hasSize(4);
        assertThat(answer.usage().input()).isPositive();
        assertThat(answer.usage().estimated()).isEqualTo(kind == UpstreamKind.GEMINI);
        assertThat(said.at("/usage/prompt_tokens").asLong())
                .isEqualTo(answer.usage().input());
    }

    @ParameterizedTest
    @EnumSource(names = {"ANTHROPIC", "BEDROCK"})
    void embeddingsOfAKindThatHasNoneAreRefusedByName(UpstreamKind kind) throws Exception {
        CollectingSink answer = call(
                Dialect.OPENAI_EMBEDDINGS, Calls.of(kind, PROVIDER.serverUrl()), "{\"model\":\"m\",\"input\":\"x\"}");

        assertThat(answer.failure())
                .isInstanceOfSatisfying(UpstreamFailure.Refused.class, refused -> assertThat(refused.status())
                        .isEqualTo(400));
        JsonNode error = JSON.readTree(text(answer)).path("error");
        assertThat(error.path("param").asText()).isEqualTo("model");
        assertThat(error.path("message").asText()).contains("has no embeddings");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"model\":\"m\"} | input",
                "{\"model\":\"m\",\"input\":\"\"} | input",
                "{\"model\":\"m\",\"input\":[\"a\",\"\"]} | input[1]",
                "{\"model\":\"m\",\"input\":[\"a\",null]} | input[1]",
                "{\"model\":\"m\",\"input\":{\"a\":1}} | input",
                "{\"model\":\"m\",\"input\":[-1]} | input[0]",
                "{\"model\":\"m\",\"input\":[999999999]} | input",
                "{\"model\":\"m\",\"input\":\"a\",\"dimensions\":0} | dimensions",
                "{\"model\":\"m\",\"input\":\"a\",\"dimensions\":100000} | dimensions",
                "{\"model\":\"m\",\"input\":\"a\",\"encoding_format\":\"int8\"} | encoding_format",
            })
    void whatCannotBeEmbeddedIsRefusedByName(String body, String param) throws Exception {
        CollectingSink answer = call(Dialect.OPENAI_EMBEDDINGS, SIMULATOR, body);

        assertThat(JSON.readTree(text(answer)).at("/error/param").asText()).isEqualTo(param);
    }

    @Test
    void aCompletionIsSimulatedForEachPrompt() throws Exception {
        String body = "{\"model\":\"m\",\"prompt\":[\"Once upon\",\"Twice upon\"],\"max_tokens\":30}";
        CollectingSink whole = call(Dialect.OPENAI_COMPLETIONS, SIMULATOR, body);
        CALLS.dialect = Dialect.OPENAI_COMPLETIONS;
        CollectingSink stream = CALLS.call(SIMULATOR, body, true).await();

        JsonNode answer = JSON.readTree(whole.whole());
        assertThat(answer.path("object").asText()).isEqualTo("text_completion");
        assertThat(answer.path("choices")).hasSize(2);
        assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("length");
        assertThat(answer.at("/usage/completion_tokens").asInt()).isEqualTo(60);
        String[] streamed = {"", ""};
        for (String event : stream.whole().split("\n\n", -1)) {
            if (event.startsWith("data: {")) {
                JsonNode choice = JSON.readTree(event.substring(6)).at("/choices/0");
                streamed[choice.path("index").asInt()] += choice.path("text").asText();
            }
        }
        assertThat(streamed[0]).isEqualTo(answer.at("/choices/0/text").asText());
        assertThat(streamed[1]).isEqualTo(answer.at("/choices/1/text").asText());
        assertThat(stream.whole()).endsWith("data: [DONE]\n\n");
        assertThat(stream.usage()).isEqualTo(whole.usage());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SIMULATOR")
    void completionsReachEveryKind(UpstreamKind kind) throws Exception {
        Upstream upstream =
                Calls.of(kind, kind == UpstreamKind.OPENAI_COMPATIBLE ? PROVIDER.baseUrl() : PROVIDER.serverUrl());
        if (kind == UpstreamKind.BEDROCK) {
            upstream = Calls.with(upstream, "AKID:secret@eu-central-1");
        }
        String body = "{\"model\":\"stub\",\"prompt\":\"Once\",\"max_tokens\":9}";

        CollectingSink whole = call(Dialect.OPENAI_COMPLETIONS, upstream, body);
        CollectingSink stream = CALLS.call(
                        upstream,
                        body.replace("}", ",\"stream\":true,\"stream_options\":{\"include_usage\":true}}"),
                        true)
                .await();

        String text = JSON.readTree(whole.whole()).at("/choices/0/text").asText();
        assertThat(text).startsWith("word0 ");
        StringBuilder streamed = new StringBuilder();
        for (String event : stream.whole().split("\n\n", -1)) {
            if (event.startsWith("data: {")) {
                streamed.append(
                        JSON.readTree(event.substring(6)).at("/choices/0/text").asText());
            }
        }
        assertThat(streamed.toString()).isEqualTo(text);
        assertThat(stream.whole()).endsWith("data: [DONE]\n\n");
        // The kit tells what a stream used only when asked, and Mistral is not asked.
        assertThat(stream.usage().output()).isEqualTo(kind == UpstreamKind.MISTRAL ? 12 : 8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"model\":\"m\",\"prompt\":[]} | prompt",
                "{\"model\":\"m\",\"prompt\":[1,2]} | prompt[0]",
                "{\"model\":\"m\",\"prompt\":\"a\",\"echo\":true} | echo",
                "{\"model\":\"m\",\"prompt\":\"a\",\"suffix\":\"b\"} | suffix",
                "{\"model\":\"m\",\"prompt\":\"a\",\"n\":2} | n",
                "{\"model\":\"m\",\"prompt\":\"a\",\"logprobs\":3} | logprobs",
            })
    void whatNoConversationCanAnswerIsRefusedByName(String body, String param) throws Exception {
        for (Upstream upstream : new Upstream[] {SIMULATOR, Calls.of(UpstreamKind.ANTHROPIC, PROVIDER.serverUrl())}) {
            CollectingSink answer = call(Dialect.OPENAI_COMPLETIONS, upstream, body);
            assertThat(JSON.readTree(text(answer)).at("/error/param").asText()).isEqualTo(param);
        }
    }

    @Test
    void tokensAreCountedHereUnlessAnthropicCanBeAsked() throws Exception {
        String body =
                "{\"model\":\"m\",\"system\":\"Be brief.\",\"messages\":[{\"role\":\"user\",\"content\":\"How are you?\"}]}";
        CollectingSink here =
                call(Dialect.ANTHROPIC_TOKEN_COUNT, Calls.of(UpstreamKind.GEMINI, "http://127.0.0.1:1"), body);
        CollectingSink there =
                call(Dialect.ANTHROPIC_TOKEN_COUNT, Calls.of(UpstreamKind.ANTHROPIC, PROVIDER.serverUrl()), body);
        CollectingSink refused = call(Dialect.ANTHROPIC_TOKEN_COUNT, SIMULATOR, "{\"model\":\"m\",\"messages\":[{}]}");

        assertThat(JSON.readTree(here.whole()).path("input_tokens").asInt()).isBetween(10, 25);
        assertThat(JSON.readTree(there.whole()).path("input_tokens").asInt()).isEqualTo(12);
        assertThat(here.usage()).isEqualTo(TokenUsage.NONE);
        assertThat(JSON.readTree(text(refused)).at("/error/type").asText()).isEqualTo("invalid_request_error");
    }

    private static CollectingSink call(Dialect dialect, Upstream upstream, String body) {
        CALLS.dialect = dialect;
        return CALLS.call(upstream, body, false).await();
    }

    private static String text(CollectingSink refused) {
        return refused.failure() instanceof UpstreamFailure.Refused why
                ? StandardCharsets.UTF_8.decode(why.body().duplicate()).toString()
                : String.valueOf(refused.failure());
    }

    private static float[] floats(String base64) {
        FloatBuffer values = ByteBuffer.wrap(Base64.getDecoder().decode(base64))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        float[] vector = new float[values.remaining()];
        values.get(vector);
        return vector;
    }

    private static double product(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }
}
