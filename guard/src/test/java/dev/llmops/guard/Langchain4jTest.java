// SPDX-License-Identifier: Apache-2.0
package dev.llmops.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** langchain4j, unchanged, against the demo service. */
class Langchain4jTest {
    private static final String QUESTION = "What is your return policy?";
    private final JsonNode demo = DemoProduct.get().demo();
    private final String baseUrl = demo.path("base_url").asText();
    private final String key = demo.path("api_key").asText();
    private final String service = demo.path("service").asText();

    @Test
    void itGetsTheSameAnswerWholeAndStreamed() throws Exception {
        CompletableFuture<ChatResponse> streamed = new CompletableFuture<>();
        OpenAiStreamingChatModel.builder()
                .baseUrl(baseUrl)
                .apiKey(key)
                .modelName(service)
                .build()
                .chat(QUESTION, new StreamingChatResponseHandler() {
                    @Override
                    public void onPartialResponse(String piece) {}

                    @Override
                    public void onCompleteResponse(ChatResponse response) {
                        streamed.complete(response);
                    }

                    @Override
                    public void onError(Throwable error) {
                        streamed.completeExceptionally(error);
                    }
                });

        String whole = model().chat(QUESTION);
        ChatResponse end = streamed.get(20, TimeUnit.SECONDS);
        assertThat(end.aiMessage().text()).isEqualTo(whole).isNotEmpty();
        assertThat(end.tokenUsage().outputTokenCount()).isPositive();
    }

    @Test
    void itCallsATool() {
        ToolSpecification tool = ToolSpecification.builder()
                .name("look_up_order")
                .description("Finds an order")
                .parameters(JsonObjectSchema.builder()
                        .addStringProperty("order_id")
                        .required("order_id")
                        .build())
                .build();

        ChatResponse answer = model().chat(ChatRequest.builder()
                .messages(UserMessage.from("Where is my order?"))
                .toolSpecifications(tool)
                .toolChoice(ToolChoice.REQUIRED)
                .build());

        assertThat(answer.aiMessage().toolExecutionRequests())
                .singleElement()
                .satisfies(call -> assertThat(call.arguments()).contains("order_id"));
    }

    @Test
    void itEmbeds() {
        OpenAiEmbeddingModel embeddings = OpenAiEmbeddingModel.builder()
                .baseUrl(baseUrl)
                .apiKey(key)
                .modelName(service)
                .build();

        assertThat(embeddings.embed(QUESTION).content().vector()).hasSize(256);
    }

    private OpenAiChatModel model() {
        return OpenAiChatModel.builder()
                .baseUrl(baseUrl)
                .apiKey(key)
                .modelName(service)
                .build();
    }
}
