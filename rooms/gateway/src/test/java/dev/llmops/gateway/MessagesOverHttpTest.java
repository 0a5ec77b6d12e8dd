// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.contracts.forge.Dialect;
import dev.llmops.contracts.forge.Inference;
import dev.llmops.contracts.forge.UpstreamFailure;
import dev.llmops.contracts.marketplace.Plan;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The same road for clients of Anthropic's dialect. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MessagesOverHttpTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BODY =
            "{\"model\":\"chat\",\"max_tokens\":64,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
    private static final String STREAM = BODY.replace("{\"model\"", "{\"stream\":true,\"model\"");

    private final GatewayHarness gateway;
    private String key = "";

    MessagesOverHttpTest(@TempDir Path home) throws Exception {
        gateway = GatewayHarness.started(home);
    }

    @AfterAll
    void close() {
        gateway.close();
    }

    @BeforeEach
    void reset() {
        gateway.upstream.answers(ScriptedInference.whole("{\"type\":\"message\"}"));
        gateway.upstream.requests.clear();
        gateway.log.entries.clear();
        key = gateway.controls.subscriber("chat", Controls.UNLIMITED);
    }

    @Test
    void theCallGoesOutInItsOwnDialectAndIsMeteredOnce() throws Exception {
        HttpResponse<String> answer = call(key, BODY);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"type\":\"message\"}");
        assertThat(answer.headers().firstValue("request-id")).isPresent();
        assertThat(answer.headers().firstValue("request-id"))
                .isEqualTo(answer.headers().firstValue("x-request-id"));
        assertThat(gateway.upstream.requests).singleElement().satisfies(request -> {
            assertThat(request.dialect()).isEqualTo(Dialect.ANTHROPIC_MESSAGES);
            assertThat(text(request)).doesNotContain("\"chat\"").contains("\"max_tokens\":64");
        });
        assertThat(gateway.log.entries).hasSize(1);
    }

    @Test
    void aStreamIsAskedForAsTheClientAskedForIt() throws Exception {
        call(key, STREAM);

        assertThat(gateway.upstream.requests).singleElement().satisfies(request -> {
            assertThat(request.stream()).isTrue();
            assertThat(text(request)).doesNotContain("stream_options");
        });
    }

    @Test
    void refusalsAreInItsWords() throws Exception {
        expect(call(null, BODY), 401, "authentication_error");
        expect(call("sk-ant-something", BODY), 401, "authentication_error");
        expect(call(key, BODY.replace("\"chat\"", "\"claude\"")), 404, "not_found_error");
        expect(call(key, "{\"model\":"), 400, "invalid_request_error");
        String limited = gateway.controls.subscriber("chat", new Plan("one", 1L, null, 1, 1_000_000, null));
        call(limited, BODY);
        HttpResponse<String> tooMany = call(limited, BODY);
        expect(tooMany, 429, "rate_limit_error");
        assertThat(tooMany.headers().firstValue("retry-after")).isPresent();
    }

    @Test
    void whatFailsAtTheUpstreamIsToldInItsWordsToo() throws Exception {
        gateway.upstream.answers(
                ScriptedInference.failing(new UpstreamFailure.TimedOut(java.time.Duration.ofSeconds(1))));
        expect(call(key, BODY), 504, "timeout_error");
    }

    @Test
    void aStreamThatBreaksEndsWithAnErrorEvent() throws Exception {
        gateway.upstream.answers(List.of(
                sink -> sink.head(200, "text/event-stream", -1),
                sink -> sink.bytes(ScriptedInference.bytes("event: ping\ndata: {\"type\":\"ping\"}\n\n")),
                sink -> sink.error(new UpstreamFailure.Broken("cut"), ScriptedInference.SO_FAR)));

        HttpResponse<String> answer = call(key, STREAM);

        String last = answer.body().substring(answer.body().indexOf("event: error\n"));
        assertThat(last).endsWith("\n\n");
        JsonNode error = JSON.readTree(last.substring("event: error\ndata: ".length()));
        assertThat(error.path("type").asText()).isEqualTo("error");
        assertThat(error.at("/error/type").asText()).isEqualTo("api_error");
        assertThat(error.path("request_id").asText())
                .isEqualTo(answer.headers().firstValue("request-id").orElseThrow());
    }

    private HttpResponse<String> call(@Nullable String presented, String body) throws Exception {
        HttpRequest.Builder request =
                gateway.request("/v1/messages", null).POST(HttpRequest.BodyPublishers.ofString(body));
        return gateway.send(presented == null ? request : request.header("x-api-key", presented));
    }

    private static String text(Inference.Request request) {
        return StandardCharsets.UTF_8.decode(request.body().duplicate()).toString();
    }

    private static void expect(HttpResponse<String> answer, int status, String type) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        JsonNode error = JSON.readTree(answer.body());
        assertThat(error.path("type").asText()).isEqualTo("error");
        assertThat(error.at("/error/type").asText()).isEqualTo(type);
        assertThat(error.at("/error/message").asText()).isNotEmpty();
        assertThat(error.path("request_id").asText())
                .isEqualTo(answer.headers().firstValue("request-id").orElseThrow());
    }
}
