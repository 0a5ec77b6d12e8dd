// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.contracts.forge.Dialect;
import dev.llmops.contracts.forge.Inference;
import dev.llmops.contracts.forge.UpstreamFailure;
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

/** The same road for clients that ask for responses. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ResponsesOverHttpTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BODY = "{\"model\":\"chat\",\"input\":\"hello\",\"instructions\":\"Be brief.\"}";
    private static final String STREAM = BODY.replace("{\"model\"", "{\"stream\":true,\"model\"");

    private final GatewayHarness gateway;
    private String key = "";

    ResponsesOverHttpTest(@TempDir Path home) throws Exception {
        gateway = GatewayHarness.started(home);
    }

    @AfterAll
    void close() {
        gateway.close();
    }

    @BeforeEach
    void reset() {
        gateway.upstream.answers(ScriptedInference.whole("{\"object\":\"response\"}"));
        gateway.upstream.requests.clear();
        gateway.log.entries.clear();
        key = gateway.controls.subscriber("chat", Controls.UNLIMITED);
    }

    @Test
    void theCallGoesOutInItsOwnDialectAndIsMeteredOnce() throws Exception {
        HttpResponse<String> answer = call(key, BODY);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"object\":\"response\"}");
        assertThat(answer.headers().firstValue("x-request-id")).isPresent();
        assertThat(answer.headers().firstValue("x-ratelimit-limit-requests")).isPresent();
        assertThat(gateway.upstream.requests).singleElement().satisfies(request -> {
            assertThat(request.dialect()).isEqualTo(Dialect.OPENAI_RESPONSES);
            assertThat(text(request)).doesNotContain("\"chat\"").contains("\"input\":\"hello\"");
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
    void refusalsAreInOpenAisShape() throws Exception {
        expect(call(null, BODY), 401, "authentication_error");
        expect(call(key, BODY.replace("\"chat\"", "\"gpt\"")), 404, "invalid_request_error");
        expect(call(key, "{\"model\":\"chat\",\"input\":[]}"), 400, "invalid_request_error");
        gateway.upstream.answers(
                ScriptedInference.failing(new UpstreamFailure.TimedOut(java.time.Duration.ofSeconds(1))));
        expect(call(key, BODY), 504, "api_error");
    }

    @Test
    void aStreamThatBreaksEndsWithANumberedErrorEvent() throws Exception {
        gateway.upstream.answers(List.of(
                sink -> sink.head(200, "text/event-stream", -1),
                sink -> sink.bytes(ScriptedInference.bytes("event: a\ndata: {\"sequence_number\":0}\n\nevent: b\nda")),
                sink -> sink.bytes(ScriptedInference.bytes("ta: {\"sequence_number\":1}\n")),
                sink -> sink.bytes(ScriptedInference.bytes("\n")),
                sink -> sink.error(new UpstreamFailure.Broken("cut"), ScriptedInference.SO_FAR)));

        HttpResponse<String> answer = call(key, STREAM);

        String last = answer.body().substring(answer.body().indexOf("event: error\n"));
        assertThat(last).endsWith("\n\n");
        JsonNode error = JSON.readTree(last.substring("event: error\ndata: ".length()));
        assertThat(error.path("type").asText()).isEqualTo("error");
        assertThat(error.path("sequence_number").asInt()).isEqualTo(2);
        assertThat(error.path("code").asText()).isEqualTo("upstream_failed");
        assertThat(error.path("message").asText())
                .isEqualTo(error.at("/error/message").asText())
                .isNotEmpty();
    }

    private HttpResponse<String> call(@Nullable String presented, String body) throws Exception {
        return gateway.send(
                gateway.request("/v1/responses", presented).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static String text(Inference.Request request) {
        return StandardCharsets.UTF_8.decode(request.body().duplicate()).toString();
    }

    private static void expect(HttpResponse<String> answer, int status, String type) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        JsonNode error = JSON.readTree(answer.body()).path("error");
        assertThat(error.path("type").asText()).isEqualTo(type);
        assertThat(error.path("message").asText()).isNotEmpty();
        assertThat(error.path("code").asText()).isNotEmpty();
    }
}
