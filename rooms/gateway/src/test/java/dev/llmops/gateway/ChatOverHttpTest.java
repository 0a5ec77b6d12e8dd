// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.contracts.analytics.UsageCodec;
import dev.llmops.contracts.analytics.UsageRecord;
import dev.llmops.contracts.forge.Inference;
import dev.llmops.contracts.gateway.CallStatus;
import dev.llmops.contracts.marketplace.Plan;
import dev.llmops.gateway.ScriptedInference.Step;
import dev.llmops.kernel.Ulids;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ChatOverHttpTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ANSWER =
            "{\"choices\":[{\"message\":{\"tool_calls\":[{\"id\":\"c\",\"function\":{\"arguments\":\"{}\"}}]}}]}";

    private GatewayHarness gateway;
    private String key = "";

    ChatOverHttpTest(@TempDir Path home) throws Exception {
        gateway = GatewayHarness.started(home);
    }

    @BeforeAll
    void subscribe() {
        key = gateway.controls.subscriber("chat", Controls.UNLIMITED);
    }

    @AfterAll
    void close() {
        gateway.close();
    }

    @BeforeEach
    void reset() {
        gateway.upstream.requests.clear();
        gateway.upstream.answers(ScriptedInference.whole(ANSWER));
        gateway.log.entries.clear();
    }

    @Test
    void anAnswerIsPassedOnAsItIsAndRecordedOnce() throws Exception {
        HttpResponse<String> answer = gateway.call(key, GatewayHarness.BODY);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(ANSWER);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        String callId = answer.headers().firstValue("x-request-id").orElseThrow();
        assertThat(Ulids.isUlid(callId)).isTrue();
        assertThat(gateway.log.of(callId)).singleElement().isInstanceOfSatisfying(UsageCodec.Completed.class, entry -> {
            UsageRecord call = entry.call();
            assertThat(call.status()).isEqualTo(CallStatus.SUCCESS);
            assertThat(call.usage()).isEqualTo(ScriptedInference.USAGE);
            assertThat(call.service()).isEqualTo("chat");
            assertThat(call.subscriptionId())
                    .isEqualTo(gateway.controls.offerOf(key).subscriptionId());
            assertThat(call.stream()).isFalse();
        });
    }

    @Test
    void theUpstreamSeesItsOwnModelNameAndEverythingElseUntouched() throws Exception {
        String tools = ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"model\"}}],\"temperature\":1.0e0}";
        gateway.call(key, GatewayHarness.BODY.substring(0, GatewayHarness.BODY.length() - 1) + tools);

        Inference.Request request = gateway.upstream.requests.getFirst();
        assertThat(text(request.body()))
                .isEqualTo(GatewayHarness.BODY
                                .substring(0, GatewayHarness.BODY.length() - 1)
                                .replace("\"chat\"", "\"upstream-chat\"")
                        + tools);
        assertThat(request.upstreamModel()).isEqualTo("upstream-chat");
        assertThat(request.stream()).isFalse();
    }

    @Test
    void aStreamIsOpenedBeforeItsFirstByteAndClosedBeforeItsLast() throws Exception {
        List<Class<?>> recordedBeforeEnd = new ArrayList<>();
        gateway.upstream.answers(List.of(
                sink -> sink.head(200, "text/event-stream", -1),
                sink -> sink.bytes(ScriptedInference.bytes("data: {\"a\":1}\n\n")),
                sink -> gateway.log.entries.forEach(entry -> recordedBeforeEnd.add(entry.getClass())),
                sink -> sink.usage(ScriptedInference.USAGE),
                sink -> sink.end(ScriptedInference.bytes("data: [DONE]\n\n"))));

        HttpResponse<String> answer = gateway.call(key, GatewayHarness.STREAM);

        assertThat(answer.body()).isEqualTo("data: {\"a\":1}\n\ndata: [DONE]\n\n");
        assertThat(answer.headers().firstValue("content-type")).contains("text/event-stream");
        assertThat(recordedBeforeEnd).containsExactly(UsageCodec.Opened.class);
        String callId = answer.headers().firstValue("x-request-id").orElseThrow();
        assertThat(gateway.log.of(callId)).hasSize(2);
        assertThat(gateway.log.of(callId).getFirst()).isInstanceOfSatisfying(UsageCodec.Opened.class, opened -> {
            assertThat(opened.call().status()).isEqualTo(CallStatus.ABORTED);
            assertThat(opened.call().usage()).isEqualTo(ScriptedInference.SO_FAR);
        });
        assertThat(gateway.log.of(callId).getLast()).isInstanceOfSatisfying(UsageCodec.Closed.class, closed -> {
            assertThat(closed.status()).isEqualTo(CallStatus.SUCCESS);
            assertThat(closed.usage()).isEqualTo(ScriptedInference.USAGE);
        });
    }

    @Test
    void aStreamAsksForItsUsageAndTheClientNeedNotKnow() throws Exception {
        gateway.call(key, GatewayHarness.STREAM);
        Inference.Request quiet = gateway.upstream.requests.getFirst();
        assertThat(JSON.readTree(text(quiet.body()))
                        .at("/stream_options/include_usage")
                        .booleanValue())
                .isTrue();
        assertThat(quiet.clientWantsUsage()).isFalse();

        gateway.call(
                key,
                GatewayHarness.STREAM.replace(
                        "{\"stream\"", "{\"stream_options\":{\"include_usage\":true},\"stream\""));
        assertThat(gateway.upstream.requests.getLast().clientWantsUsage()).isTrue();
    }

    @Test
    void aLongAnswerThatIsNoStreamIsPassedOnBeforeItsEnd() throws Exception {
        String part = "x".repeat(100_000);
        gateway.upstream.answers(List.of(
                sink -> sink.head(200, "application/json", 400_002),
                sink -> sink.bytes(ScriptedInference.bytes("\"" + part)),
                sink -> sink.bytes(ScriptedInference.bytes(part)),
                sink -> sink.bytes(ScriptedInference.bytes(part)),
                sink -> sink.bytes(ScriptedInference.bytes(part)),
                sink -> sink.usage(ScriptedInference.USAGE),
                sink -> sink.end(ScriptedInference.bytes("\""))));
        HttpResponse<String> answer = gateway.call(key, GatewayHarness.BODY);
        assertThat(answer.body()).isEqualTo("\"" + part.repeat(4) + "\"");
        assertThat(gateway.log.of(answer.headers().firstValue("x-request-id").orElseThrow()))
                .hasSize(2);
    }

    @Test
    void everyAnswerSaysWhereTheClientStands() throws Exception {
        String limited = gateway.controls.subscriber("chat", new Plan("p", 100L, 1_000L, 60, 5, null));
        Map<String, List<String>> headers =
                gateway.call(limited, GatewayHarness.BODY).headers().map();
        assertThat(headers.get("x-ratelimit-limit-requests")).containsExactly("5");
        assertThat(headers.get("x-ratelimit-remaining-requests")).containsExactly("4");
        assertThat(headers.get("x-ratelimit-reset-requests"))
                .singleElement()
                .asString()
                .matches("1s|9\\d\\dms");
        assertThat(headers.get("x-ratelimit-limit-tokens")).containsExactly("1000");
        assertThat(headers.get("x-ratelimit-remaining-tokens"))
                .containsExactly(Long.toString(1_000 - ScriptedInference.USAGE.total()));
        assertThat(headers.get("x-ratelimit-reset-tokens"))
                .singleElement()
                .asString()
                .matches("\\d+h\\d+m\\d+s|\\d+m\\d+s");
        assertThat(gateway.uses.used(gateway.controls.offerOf(limited).subscriptionId()))
                .satisfies(use -> assertThat(use.tokens()).isEqualTo(ScriptedInference.USAGE.total()))
                .satisfies(use -> assertThat(use.requests()).isEqualTo(1));
    }

    @Test
    void aKeyListsItsOwnServiceOnly() throws Exception {
        gateway.controls.subscriber("other", Plan.METERED);
        JsonNode list =
                JSON.readTree(gateway.send(gateway.request("/v1/models", key)).body());
        assertThat(list.at("/object").textValue()).isEqualTo("list");
        assertThat(list.at("/data")).hasSize(1);
        assertThat(list.at("/data/0/id").textValue()).isEqualTo("chat");
        assertThat(list.at("/data/0/created").longValue()).isEqualTo(1_767_225_600);
        assertThat(list.at("/data/0/owned_by").textValue()).isEqualTo("openai");

        assertThat(gateway.send(gateway.request("/v1/models/chat", key)).statusCode())
                .isEqualTo(200);
        HttpResponse<String> other = gateway.send(gateway.request("/v1/models/other", key));
        assertThat(other.statusCode()).isEqualTo(404);
        assertThat(JSON.readTree(other.body()).at("/error/code").textValue()).isEqualTo("model_not_found");
    }

    @Test
    void theOtherHeaderForKeysIsTaken() throws Exception {
        assertThat(gateway.send(gateway.request("/v1/models", null).header("x-api-key", key))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aHundredCallsAtOnceAreEachAnsweredAndEachRecordedOnce() throws Exception {
        gateway.upstream.answers(List.of(
                sink -> sink.head(200, "application/json", 2), sink -> sink.usage(ScriptedInference.USAGE), (Step)
                        sink -> sink.end(ScriptedInference.bytes("{}"))));
        var answers = java.util.stream.IntStream.range(0, 100)
                .mapToObj(i -> gateway.client()
                        .sendAsync(
                                gateway.request("/v1/chat/completions", key)
                                        .POST(java.net.http.HttpRequest.BodyPublishers.ofString(
                                                i % 2 == 0 ? GatewayHarness.BODY : GatewayHarness.STREAM))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString()))
                .toList();
        List<String> ids = new ArrayList<>();
        for (var answer : answers) {
            assertThat(answer.get().body()).isEqualTo("{}");
            ids.add(answer.get().headers().firstValue("x-request-id").orElseThrow());
        }
        assertThat(ids).doesNotHaveDuplicates();
        assertThat(gateway.log.entries).extracting(UsageCodec.Entry::callId).containsExactlyInAnyOrderElementsOf(ids);
    }

    private static String text(ByteBuffer buffer) {
        return UTF_8.decode(buffer.duplicate()).toString();
    }
}
