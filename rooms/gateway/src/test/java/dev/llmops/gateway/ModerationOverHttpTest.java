// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.contracts.marketplace.Plan;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Moderation over HTTP: OpenAI's shape, no upstream, no record. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ModerationOverHttpTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final GatewayHarness gateway;
    private final String key;

    ModerationOverHttpTest(@TempDir Path home) throws Exception {
        gateway = GatewayHarness.started(home);
        key = gateway.controls.subscriber("chat", Controls.UNLIMITED);
    }

    @AfterAll
    void close() {
        gateway.close();
    }

    @Test
    void everyTextOfAListIsJudgedForItself() throws Exception {
        HttpResponse<String> answer = call(
                key,
                "{\"model\":\"omni-moderation-latest\",\"input\":[\"I will kill you\",\"What is your return policy?\"]}");

        JsonNode said = JSON.readTree(answer.body());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(said.path("id").asText()).startsWith("modr-");
        assertThat(said.path("model").asText()).isEqualTo("llmops-moderation-1");
        assertThat(said.path("results")).hasSize(2);
        assertThat(said.at("/results/0/flagged").asBoolean()).isTrue();
        assertThat(said.at("/results/0/categories/violence").asBoolean()).isTrue();
        assertThat(said.at("/results/0/category_scores/violence").asDouble()).isBetween(0.5, 1.0);
        assertThat(said.at("/results/1/flagged").asBoolean(true)).isFalse();
        assertThat(said.at("/results/1/categories")).hasSize(13);
        assertThat(answer.headers().firstValue("x-request-id")).isPresent();
        assertThat(answer.headers().firstValue("x-ratelimit-limit-requests")).isPresent();
        assertThat(gateway.log.entries).isEmpty();
        assertThat(gateway.upstream.requests).isEmpty();
        GatewayHarness.await(() -> gateway.underWay() == 0);
    }

    @Test
    void theTextsOfOneThingAreJudgedTogetherAndItsImagesNotAtAll() throws Exception {
        String image = "{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://x.example/a.png\"}}";
        JsonNode both =
                JSON.readTree(call(key, "{\"input\":[{\"type\":\"text\",\"text\":\"I will kill you\"}," + image + "]}")
                        .body());
        JsonNode image1 = JSON.readTree(call(key, "{\"input\":[" + image + "]}").body());

        assertThat(both.path("results")).hasSize(1);
        assertThat(both.at("/results/0/flagged").asBoolean()).isTrue();
        assertThat(both.at("/results/0/category_applied_input_types/violence").toString())
                .isEqualTo("[\"text\"]");
        assertThat(image1.at("/results/0/flagged").asBoolean(true)).isFalse();
        assertThat(image1.at("/results/0/category_applied_input_types/violence"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | 400",
                "{\"input\":7} | 400",
                "{\"input\":[]} | 400",
                "{\"input\":[7]} | 400",
                "{\"input\":[null]} | 400",
                "{\"input\":[\"a\",{\"type\":\"text\",\"text\":\"b\"}]} | 400",
                "{\"input\":[{\"type\":\"audio\"}]} | 400",
                "{\"input\":[{\"type\":\"text\"}]} | 400",
                "{\"input\":\"a\",\"input\":\"b\"} | 400",
                "{\"input\":\"a\"}} | 400",
                "{\"input\":[\"a\" | 400",
                "{\"input\":[{\"type\":\"text\" | 400",
                "[] | 400",
                "{\"input\":\"a\",\"model\":\"gpt-5\"} | 404",
                "{\"input\":\"a\",\"model\":7} | 404",
            })
    void whatIsNoRequestIsRefused(String body, int status) throws Exception {
        HttpResponse<String> answer = call(key, body);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(JSON.readTree(answer.body()).at("/error/type").asText()).isEqualTo("invalid_request_error");
        GatewayHarness.await(() -> gateway.underWay() == 0);
    }

    @Test
    void itIsAdmittedLikeACall() throws Exception {
        String slow = gateway.controls.subscriber("chat", new Plan("slow", 1L, null, 2, 2, null));

        assertThat(call(null, "{\"input\":\"a\"}").statusCode()).isEqualTo(401);
        assertThat(call(slow, "{\"input\":\"a\"}").statusCode()).isEqualTo(200);
        assertThat(call(slow, "{\"input\":\"a\"}").statusCode()).isEqualTo(200);
        HttpResponse<String> tooFast = call(slow, "{\"input\":\"a\"}");
        assertThat(tooFast.statusCode()).isEqualTo(429);
        assertThat(tooFast.headers().firstValue("retry-after-ms")).isPresent();
    }

    private HttpResponse<String> call(@Nullable String presented, String body) throws Exception {
        return gateway.send(
                gateway.request("/v1/moderations", presented).POST(HttpRequest.BodyPublishers.ofString(body)));
    }
}
