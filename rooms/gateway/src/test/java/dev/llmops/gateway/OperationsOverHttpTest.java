// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.contracts.forge.Dialect;
import dev.llmops.contracts.marketplace.Plan;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same road for what is no conversation: embeddings, completions, counts, models. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OperationsOverHttpTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EMBED = "{\"model\":\"chat\",\"input\":[\"one\",\"two\"],\"stream\":true}";
    private static final String COUNT = "{\"model\":\"chat\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";

    private final GatewayHarness gateway;
    private String key = "";

    OperationsOverHttpTest(@TempDir Path home) throws Exception {
        gateway = GatewayHarness.started(home);
    }

    @AfterAll
    void close() {
        gateway.close();
    }

    @BeforeEach
    void reset() {
        gateway.upstream.answers(ScriptedInference.whole("{\"said\":1}"));
        gateway.upstream.requests.clear();
        gateway.log.entries.clear();
        key = gateway.controls.subscriber("chat", Controls.UNLIMITED);
    }

    @Test
    void embeddingsAreNeverAStreamAndAreMeteredOnce() throws Exception {
        HttpResponse<String> answer = call("/v1/embeddings", EMBED);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(gateway.upstream.requests).singleElement().satisfies(request -> {
            assertThat(request.dialect()).isEqualTo(Dialect.OPENAI_EMBEDDINGS);
            assertThat(request.stream()).isFalse();
            assertThat(StandardCharsets.UTF_8.decode(request.body().duplicate()).toString())
                    .contains("\"input\":[\"one\",\"two\"]")
                    .doesNotContain("\"chat\"");
        });
        assertThat(gateway.log.entries).hasSize(1);
    }

    @Test
    void aStreamOfACompletionIsAskedForItsUsage() throws Exception {
        call("/v1/completions", "{\"model\":\"chat\",\"prompt\":\"Once\",\"stream\":true}");

        assertThat(gateway.upstream.requests).singleElement().satisfies(request -> {
            assertThat(request.dialect()).isEqualTo(Dialect.OPENAI_COMPLETIONS);
            assertThat(request.clientWantsUsage()).isFalse();
            assertThat(StandardCharsets.UTF_8.decode(request.body().duplicate()).toString())
                    .contains("\"include_usage\":true");
        });
    }

    @Test
    void countingLeavesNoRecordAndTakesNothingOfTheQuota() throws Exception {
        key = gateway.controls.subscriber("chat", new Plan("two", 2L, 1_000L, 1_000, 1_000, null));
        for (int i = 0; i < 5; i++) {
            HttpResponse<String> answer = call("/v1/messages/count_tokens", COUNT);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.headers().firstValue("request-id")).isPresent();
        }
        assertThat(gateway.log.entries).isEmpty();
        GatewayHarness.await(() -> gateway.underWay() == 0);
        assertThat(call("/v1/messages", COUNT.replace("{\"model\"", "{\"max_tokens\":5,\"model\""))
                        .statusCode())
                .isEqualTo(200);
        assertThat(gateway.log.entries).hasSize(1);
    }

    @Test
    void countingIsHeldToTheRate() throws Exception {
        key = gateway.controls.subscriber("chat", new Plan("slow", null, null, 1, 1, null));
        assertThat(call("/v1/messages/count_tokens", COUNT).statusCode()).isEqualTo(200);
        HttpResponse<String> tooFast = call("/v1/messages/count_tokens", COUNT);
        assertThat(tooFast.statusCode()).isEqualTo(429);
        assertThat(tooFast.headers().firstValue("retry-after-ms")).isPresent();
        assertThat(JSON.readTree(tooFast.body()).at("/error/type").asText()).isEqualTo("rate_limit_error");
    }

    @Test
    void modelsAreToldInTheWordsOfWhoAsks() throws Exception {
        JsonNode openAi = JSON.readTree(get("/v1/models", false).body());
        JsonNode anthropic = JSON.readTree(get("/v1/models?limit=5", true).body());
        JsonNode one = JSON.readTree(get("/v1/models/chat", true).body());
        JsonNode after = JSON.readTree(get("/v1/models?after_id=chat", true).body());
        HttpResponse<String> nobody = get("/v1/models/nobody", true);

        assertThat(openAi.path("object").asText()).isEqualTo("list");
        assertThat(openAi.at("/data/0/object").asText()).isEqualTo("model");
        assertThat(anthropic.path("data")).hasSize(1);
        assertThat(anthropic.path("data").get(0)).isEqualTo(one);
        assertThat(one.path("type").asText()).isEqualTo("model");
        assertThat(one.path("created_at").asText()).endsWith("Z");
        assertThat(anthropic.path("has_more").asBoolean(true)).isFalse();
        assertThat(anthropic.path("first_id").asText()).isEqualTo("chat");
        assertThat(anthropic.path("last_id").asText()).isEqualTo("chat");
        assertThat(after.path("data")).isEmpty();
        assertThat(after.path("last_id").isNull()).isTrue();
        assertThat(nobody.statusCode()).isEqualTo(404);
        assertThat(JSON.readTree(nobody.body()).at("/error/type").asText()).isEqualTo("not_found_error");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/v1/embeddings | {\"model\":\"chat\"} | input",
                "/v1/embeddings | {\"model\":\"chat\",\"input\":[]} | input",
                "/v1/completions | {\"model\":\"chat\",\"prompt\":7} | prompt",
                "/v1/completions | {\"prompt\":\"x\"} | model",
                "/v1/responses | {\"model\":\"chat\",\"input\":null} | input",
            })
    void whatIsMissingIsNamed(String path, String body, String param) throws Exception {
        HttpResponse<String> answer = call(path, body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(answer.body()).at("/error/param").asText()).isEqualTo(param);
        assertThat(gateway.upstream.requests).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/v1/chat/completions | {\"model\":\"chat\",\"messages\":[{}]}",
                "/v1/responses | {\"model\":\"chat\",\"input\":\"x\"}",
                "/v1/embeddings | {\"model\":\"chat\",\"input\":\"x\"}",
                "/v1/completions | {\"model\":\"chat\",\"prompt\":\"x\"}",
                "/v1/messages | {\"model\":\"chat\",\"messages\":[{}]}",
                "/v1/messages/count_tokens | {\"model\":\"chat\",\"messages\":[{}]}",
            })
    void everyRouteTakesHttp2AndAnOfferToUpgradeToIt(String path, String body) throws Exception {
        try (HttpClient upgrading =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            HttpRequest request = gateway.request(path, key)
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            HttpResponse<String> first = upgrading.send(request, HttpResponse.BodyHandlers.ofString());
            HttpResponse<String> second = upgrading.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
            assertThat(second.statusCode()).isEqualTo(200);
            assertThat(second.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(second.headers().firstValue("x-request-id")).isPresent();
        }
    }

    private HttpResponse<String> call(String path, String body) throws Exception {
        return gateway.send(gateway.request(path, key).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> get(String path, boolean anthropic) throws Exception {
        HttpRequest.Builder request = gateway.request(path, key).GET();
        return gateway.send(anthropic ? request.header("anthropic-version", "2023-06-01") : request);
    }
}
