// SPDX-License-Identifier: Apache-2.0
package dev.llmops.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.NotFoundException;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.Tool;
import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.kits.product.Product;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The official Anthropic client, unchanged, against the demo service, whose upstream speaks another dialect. */
class AnthropicClientTest {
    private final Product product = DemoProduct.get();
    private final JsonNode demo = product.demo();
    private final String service = demo.path("service").asText();

    @Test
    void theClientChatsAndStreamsTheSameAnswer() {
        AnthropicClient client = client(demo.path("api_key").asText());
        MessageCreateParams question = question(service).build();

        Message whole = client.messages().create(question);
        String streamed;
        try (StreamResponse<RawMessageStreamEvent> stream = client.messages().createStreaming(question)) {
            streamed = stream.stream()
                    .flatMap(event -> event.contentBlockDelta().stream())
                    .flatMap(delta -> delta.delta().text().stream())
                    .map(text -> text.text())
                    .collect(Collectors.joining());
        }

        assertThat(whole.content().getFirst().text().orElseThrow().text())
                .isEqualTo(streamed)
                .isNotEmpty();
        assertThat(whole.usage().outputTokens()).isPositive();
        assertThat(whole.stopReason()).contains(StopReason.END_TURN);
    }

    @Test
    void theClientCallsATool() {
        Tool weather = Tool.builder()
                .name("weather")
                .description("The weather of a place")
                .inputSchema(Tool.InputSchema.builder()
                        .properties(Tool.InputSchema.Properties.builder()
                                .putAdditionalProperty("place", JsonValue.from(Map.of("type", "string")))
                                .build())
                        .putAdditionalProperty("required", JsonValue.from(List.of("place")))
                        .build())
                .build();

        Message message = client(demo.path("api_key").asText())
                .messages()
                .create(question(service)
                        .addTool(weather)
                        .addUserMessage("What is the weather in Bern?")
                        .build());

        assertThat(message.stopReason()).contains(StopReason.TOOL_USE);
        assertThat(message.content())
                .anySatisfy(block ->
                        assertThat(block.toolUse().orElseThrow().name()).isEqualTo("weather"));
    }

    @Test
    void theClientThrowsItsTypedErrors() {
        assertThatThrownBy(() ->
                        client("wrong").messages().create(question(service).build()))
                .isInstanceOf(UnauthorizedException.class);
        assertThatThrownBy(() -> client(demo.path("api_key").asText())
                        .messages()
                        .create(question("nobody-has-this").build()))
                .isInstanceOf(NotFoundException.class);
    }

    private static MessageCreateParams.Builder question(String model) {
        return MessageCreateParams.builder()
                .model(model)
                .maxTokens(200)
                .system("Be brief.")
                .addUserMessage("What is your return policy?");
    }

    private AnthropicClient client(String key) {
        return AnthropicOkHttpClient.builder()
                .baseUrl(product.url())
                .apiKey(key)
                .maxRetries(0)
                .build();
    }
}
