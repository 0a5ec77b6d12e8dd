// SPDX-License-Identifier: Apache-2.0
package dev.llmops.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessageToolCall;
import dev.llmops.kits.product.Product;
import dev.llmops.kits.product.ProductApi;
import dev.llmops.kits.product.Road;
import dev.llmops.kits.provider.ProviderKit;
import dev.llmops.kits.provider.ProviderSettings;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The official OpenAI client, unchanged, in front of every provider. */
class ProvidersTest {
    private static final ProviderKit PROVIDER = ProviderKit.start();

    private final Product product = DemoProduct.get();

    @AfterAll
    static void close() {
        PROVIDER.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic", "gemini", "bedrock", "mistral"})
    void theClientChatsStreamsCallsToolsAndIsRefusedAsIfItWereOpenAi(String kind) {
        PROVIDER.settings(ProviderSettings.DEFAULT);
        Road.Paved road = new Road(product.admin()).paveOver("over-" + kind, upstream(kind), "stub", null);
        OpenAIClient client = OpenAIOkHttpClient.builder()
                .baseUrl(product.url() + "/v1")
                .apiKey(road.key())
                .maxRetries(0)
                .build();
        ChatCompletionCreateParams question = ChatCompletionCreateParams.builder()
                .model(road.slug())
                .addSystemMessage("Be brief.")
                .addUserMessage("How are you?")
                .build();

        ChatCompletion whole = client.chat().completions().create(question);
        String text = whole.choices().getFirst().message().content().orElseThrow();
        assertThat(text).startsWith("word0 ");
        assertThat(whole.usage().orElseThrow().promptTokens()).isEqualTo(12);
        assertThat(whole.usage().orElseThrow().completionTokens()).isEqualTo(8);
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(question)) {
            assertThat(stream.stream()
                            .flatMap(chunk -> chunk.choices().stream())
                            .flatMap(choice -> choice.delta().content().stream())
                            .collect(Collectors.joining()))
                    .isEqualTo(text);
        }

        PROVIDER.settings(ProviderSettings.DEFAULT.withFaults("tool_calls=2"));
        ChatCompletion.Choice calling =
                client.chat().completions().create(question).choices().getFirst();
        assertThat(calling.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
        assertThat(calling.message().toolCalls().orElseThrow())
                .hasSize(2)
                .extracting(call -> call.asFunction().function().name())
                .containsOnly("weather");
        assertThat(calling.message().toolCalls().orElseThrow().stream()
                        .map(ChatCompletionMessageToolCall::asFunction)
                        .map(call -> call.id())
                        .distinct())
                .hasSize(2);

        PROVIDER.settings(ProviderSettings.DEFAULT.withFaults("status=400"));
        assertThatThrownBy(() -> client.chat().completions().create(question))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("The stub was told to answer 400");
    }

    private static ObjectNode upstream(String kind) {
        return ProductApi.JSON
                .createObjectNode()
                .put("kind", kind)
                .put("base_url", PROVIDER.serverUrl())
                .put("credential", kind.equals("bedrock") ? "AKID:secret@eu-central-1" : "upstream-secret");
    }
}
