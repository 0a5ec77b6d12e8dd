// SPDX-License-Identifier: Apache-2.0
package dev.llmops.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.RateLimitException;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.moderations.ModerationCreateParams;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import dev.llmops.kits.product.Product;
import dev.llmops.kits.product.ProductApi;
import dev.llmops.kits.product.Road;
import dev.llmops.kits.provider.ProviderKit;
import dev.llmops.kits.provider.ProviderSettings;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The official clients, unchanged: what they do beyond chatting, and how they take what goes wrong. */
class OperationsClientsTest {
    private static final ProviderKit PROVIDER = ProviderKit.start();

    private final Product product = DemoProduct.get();
    private final JsonNode demo = product.demo();
    private final String model = demo.path("service").asText();

    @AfterAll
    static void close() {
        PROVIDER.close();
    }

    @Test
    void openAisNodeClientHasAllItsOperationsAndThrowsItsErrors() throws Exception {
        PROVIDER.settings(ProviderSettings.DEFAULT);
        Road road = new Road(product.admin());
        Road.Paved broken = road.pave("breaks-off", PROVIDER.baseUrl(), "stub", null);
        Road.Paved slow = road.pave(
                "once-a-minute",
                null,
                "sim",
                ProductApi.JSON
                        .createObjectNode()
                        .put("name", "slow")
                        .put("requests_per_minute", 1)
                        .put("burst", 1));
        PROVIDER.settings(ProviderSettings.DEFAULT.withFaults("cut=4"));

        JsonNode seen = NodeClients.run(
                "openai-more.mjs",
                Map.of(
                        "LLMOPS_BASE_URL", demo.path("base_url").asText(),
                        "LLMOPS_API_KEY", demo.path("api_key").asText(),
                        "LLMOPS_SERVICE", model,
                        "LLMOPS_SLOW_KEY", slow.key(),
                        "LLMOPS_SLOW_SERVICE", slow.slug(),
                        "LLMOPS_BROKEN_KEY", broken.key(),
                        "LLMOPS_BROKEN_SERVICE", broken.slug()));

        assertThat(seen.path("events").asInt()).isGreaterThan(8);
        assertThatThrownBy(() -> client(slow.key()).embeddings().create(embedding(slow.slug())))
                .isInstanceOf(RateLimitException.class);
    }

    @Test
    void anthropicsNodeClientChatsStreamsCountsListsAndThrowsItsErrors() throws Exception {
        JsonNode seen = NodeClients.run(
                "anthropic.mjs",
                Map.of(
                        "LLMOPS_SERVER_URL", product.url(),
                        "LLMOPS_API_KEY", demo.path("api_key").asText(),
                        "LLMOPS_SERVICE", model));

        assertThat(seen.path("events").asInt()).isGreaterThan(8);
    }

    @Test
    void openAisJavaClientAsksForResponsesWholeAndStreamed() {
        OpenAIClient client = client(demo.path("api_key").asText());
        ResponseCreateParams question = ResponseCreateParams.builder()
                .model(model)
                .instructions("Be brief.")
                .input("What is your return policy?")
                .build();

        Response whole = client.responses().create(question);
        String streamed;
        try (StreamResponse<ResponseStreamEvent> stream = client.responses().createStreaming(question)) {
            streamed = stream.stream()
                    .flatMap(event -> event.outputTextDelta().stream())
                    .map(delta -> delta.delta())
                    .collect(Collectors.joining());
        }

        assertThat(whole.output()
                        .getFirst()
                        .asMessage()
                        .content()
                        .getFirst()
                        .asOutputText()
                        .text())
                .isEqualTo(streamed)
                .isNotEmpty();
        assertThat(whole.usage().orElseThrow().outputTokens()).isPositive();
        assertThatThrownBy(() -> client.responses()
                        .create(question.toBuilder()
                                .previousResponseId("resp_1")
                                .build()))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("previous_response_id");
    }

    @Test
    void openAisJavaClientEmbedsCompletesAndModerates() {
        OpenAIClient client = client(demo.path("api_key").asText());

        assertThat(client.embeddings()
                        .create(embedding(model))
                        .data()
                        .getFirst()
                        .embedding())
                .hasSize(256);
        assertThat(client.completions()
                        .create(CompletionCreateParams.builder()
                                .model(model)
                                .prompt("Once upon a time")
                                .maxTokens(20)
                                .build())
                        .choices()
                        .getFirst()
                        .text())
                .isNotEmpty();
        assertThat(client.moderations()
                        .create(ModerationCreateParams.builder()
                                .input("I will kill you")
                                .build())
                        .results()
                        .getFirst()
                        .flagged())
                .isTrue();
        assertThat(client.models().retrieve(model).id()).isEqualTo(model);
    }

    private static EmbeddingCreateParams embedding(String of) {
        return EmbeddingCreateParams.builder()
                .model(of)
                .input("What is your return policy?")
                .build();
    }

    private OpenAIClient client(String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(demo.path("base_url").asText())
                .apiKey(key)
                .maxRetries(0)
                .build();
    }
}
