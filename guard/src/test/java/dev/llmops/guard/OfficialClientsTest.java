// SPDX-License-Identifier: Apache-2.0
package dev.llmops.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.NotFoundException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import dev.llmops.kits.product.Product;
import dev.llmops.kits.product.ProductApi;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The official OpenAI clients, unchanged, against the demo service; and what the product then knows of their calls. */
class OfficialClientsTest {
    private final Product product = DemoProduct.get();
    private final JsonNode demo = product.demo();
    private final String model = demo.path("service").asText();

    @Test
    void theNodeClientChatsStreamsCallsToolsAndUnderstandsRefusals() throws Exception {
        Path clients = Product.root().resolve("guard/clients");
        NodeClients.install();

        String said = Programs.run(
                        clients,
                        Map.of(
                                "LLMOPS_BASE_URL", demo.path("base_url").asText(),
                                "LLMOPS_API_KEY", demo.path("api_key").asText(),
                                "LLMOPS_SERVICE", model),
                        Duration.ofMinutes(1),
                        "node",
                        "openai.mjs")
                .ok();

        JsonNode seen = ProductApi.JSON.readTree(said.strip());
        assertThat(seen.path("chunks").asInt()).isGreaterThan(3);
    }

    @Test
    void theJavaClientGetsTheSameAnswerWholeAndStreamed() {
        OpenAIClient client = client(demo.path("api_key").asText());
        ChatCompletionCreateParams question = question(model);

        ChatCompletion whole = client.chat().completions().create(question);
        AtomicReference<Long> streamedTokens = new AtomicReference<>(0L);
        String streamed;
        try (StreamResponse<ChatCompletionChunk> stream = client.chat()
                .completions()
                .createStreaming(question.toBuilder()
                        .streamOptions(ChatCompletionStreamOptions.builder()
                                .includeUsage(true)
                                .build())
                        .build())) {
            streamed = stream.stream()
                    .peek(chunk -> chunk.usage().ifPresent(usage -> streamedTokens.set(usage.completionTokens())))
                    .flatMap(chunk -> chunk.choices().stream())
                    .flatMap(choice -> choice.delta().content().stream())
                    .collect(Collectors.joining());
        }

        assertThat(whole.choices().getFirst().message().content()).contains(streamed);
        assertThat(whole.usage().orElseThrow().completionTokens()).isEqualTo(streamedTokens.get());
        assertThat(client.models().list().data())
                .extracting(entry -> entry.id())
                .containsExactly(model);
    }

    @Test
    void theJavaClientThrowsItsTypedErrors() {
        assertThatThrownBy(() -> client("wrong").models().list()).isInstanceOf(UnauthorizedException.class);
        assertThatThrownBy(() -> client(demo.path("api_key").asText())
                        .chat()
                        .completions()
                        .create(question("nobody-has-this")))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void aCallItsTokensAndItsCostAreInTheQueryWithinFiveSeconds() {
        ProductApi admin = product.admin();
        JsonNode before = live(admin);

        ChatCompletion answer =
                client(demo.path("api_key").asText()).chat().completions().create(question(model));

        Instant called = Instant.now();
        JsonNode after = live(admin);
        while (after.path(0).asLong() == before.path(0).asLong()) {
            assertThat(Duration.between(called, Instant.now())).isLessThan(Duration.ofSeconds(5));
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            after = live(admin);
        }
        long output = answer.usage().orElseThrow().completionTokens();
        assertThat(after.path(1).asLong() - before.path(1).asLong()).isGreaterThanOrEqualTo(output);
        assertThat(after.path(2).asLong()).isGreaterThan(before.path(2).asLong());
    }

    /** Calls, output tokens and cost of the demo service, the backfilled history left out. */
    private JsonNode live(ProductApi admin) {
        JsonNode rows =
                admin.post("/api/analytics/v1/query", """
                        {"time_range":{"last":"1h"},"measures":["calls","output_tokens","cost_micro_usd"],"filters":[
                          {"field":"service","operator":"eq","value":"%s"},{"field":"simulated","operator":"eq","value":false}]}""".formatted(model)).ok().path("rows");
        return rows.isEmpty() ? ProductApi.JSON.createArrayNode().add(0).add(0).add(0) : rows.path(0);
    }

    private OpenAIClient client(String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(demo.path("base_url").asText())
                .apiKey(key)
                .maxRetries(0)
                .build();
    }

    private static ChatCompletionCreateParams question(String model) {
        return ChatCompletionCreateParams.builder()
                .model(model)
                .addUserMessage("What is your return policy?")
                .build();
    }
}
