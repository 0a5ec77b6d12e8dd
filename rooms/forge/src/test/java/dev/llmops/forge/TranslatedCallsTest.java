// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.contracts.forge.Dialect;
import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.forge.Upstream;
import dev.llmops.contracts.forge.UpstreamFailure.Broken;
import dev.llmops.contracts.forge.UpstreamFailure.Refused;
import dev.llmops.contracts.forge.UpstreamKind;
import dev.llmops.kits.provider.ProviderKit;
import dev.llmops.kits.provider.ProviderSettings;
import dev.llmops.kits.provider.ProviderUsage;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every client's dialect against every upstream's, over a real server. */
class TranslatedCallsTest {
    private static final ProviderUsage USAGE = new ProviderUsage(41, 17, 30, 0);
    private static final TokenUsage EXPECTED = TokenUsage.counted(41, 17).withCachedInput(30);
    private static final ProviderKit KIT = ProviderKit.start(ProviderSettings.DEFAULT.withUsage(USAGE));
    private static final Calls CALLS = new Calls();

    private static final List<Dialect> CLIENTS =
            List.of(Dialect.OPENAI_CHAT, Dialect.ANTHROPIC_MESSAGES, Dialect.OPENAI_RESPONSES);
    private static final List<UpstreamKind> KINDS =
            List.of(UpstreamKind.OPENAI_COMPATIBLE, UpstreamKind.ANTHROPIC, UpstreamKind.GEMINI, UpstreamKind.BEDROCK);

    @AfterAll
    static void close() {
        CALLS.close();
        KIT.close();
    }

    static Stream<Arguments> pairs() {
        return CLIENTS.stream().flatMap(client -> KINDS.stream()
                .flatMap(kind -> Stream.of(true, false).map(stream -> Arguments.of(client, kind, stream))));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void anAnswerComesInTheClientsDialectWithItsUsage(Dialect client, UpstreamKind kind, boolean stream) {
        CollectingSink sink = call(client, kind, "stub", stream);
        assertThat(sink.failure).isNull();
        assertThat(sink.usage()).isEqualTo(EXPECTED);
        assertThat(text(client, sink.whole(), stream)).isEqualTo("word0 word1 word2 word3 word4 word5 word6 word7 ");
        assertThat(sink.contentType).startsWith(stream ? "text/event-stream" : "application/json");
        assertThat(sink.last).contains(stream ? end(client) : "word7");
        assertThat(KIT.lastCall().headers()).containsEntry("content-type", "application/json");
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void toolCallsComeWithTheirIdsAndArguments(Dialect client, UpstreamKind kind, boolean stream) {
        String whole = call(client, kind, "stub!tool_calls=2", stream).whole();
        String id =
                switch (kind) {
                    case ANTHROPIC -> "toolu_";
                    case BEDROCK -> "tooluse_";
                    default -> "call_";
                };
        if (kind != UpstreamKind.GEMINI) {
            assertThat(whole).contains(id + "0", id + "1");
        }
        assertThat(whole).contains(id, "weather", "Ulm");
        assertThat(whole)
                .contains(
                        switch (client) {
                            case OPENAI_CHAT -> "\"tool_calls\"";
                            case OPENAI_RESPONSES -> "\"function_call\"";
                            default -> "\"tool_use\"";
                        });
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void aRefusalComesInTheClientsDialect(Dialect client, UpstreamKind kind, boolean stream) {
        Refused refused =
                (Refused) call(client, kind, "stub!status=429", stream).failure();
        String body = UTF_8.decode(refused.body().duplicate()).toString();
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(7));
        assertThat(body).contains("The stub was told to answer 429");
        if (client == Dialect.ANTHROPIC_MESSAGES) {
            assertThat(body).startsWith("{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\"");
        } else {
            assertThat(body).startsWith("{\"error\":{\"message\":");
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void whatIsNotWholeIsBroken(Dialect client, UpstreamKind kind, boolean stream) {
        List<String> faults = stream
                ? List.of("cut=4", "unfinished=4", "garbage", "error_frame", "hang_up", "html", "huge=5000")
                : List.of("hang_up", "cut", "short", "malformed", "no_choices", "html", "status=302", "huge=17000");
        for (String fault : faults) {
            CollectingSink sink = call(client, kind, "stub!" + fault, stream);
            assertThat(sink.failure()).as(fault).isInstanceOf(Broken.class);
            assertThat(sink.passed())
                    .doesNotContain("~~~")
                    .doesNotContain("out of memory")
                    .doesNotContain("[DONE]")
                    .doesNotContain("message_stop")
                    .doesNotContain("response.completed");
            if (!stream) {
                assertThat(sink.order).containsExactly("error");
            } else if (sink.order.contains("bytes")) {
                assertThat(sink.usage().output()).as(fault).isPositive();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void aSuccessWithoutUsageIsEstimated(Dialect client, UpstreamKind kind, boolean stream) {
        TokenUsage usage = call(client, kind, "stub!no_usage", stream).usage();
        assertThat(usage.estimated()).isTrue();
        assertThat(usage.output()).isBetween(10L, 14L);
        assertThat(usage.input()).isBetween(5L, 20L);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void theCredentialGoesWhereTheKindWantsIt(Dialect client, UpstreamKind kind, boolean stream) {
        Upstream bare = Calls.of(kind, url(kind));
        String key = kind == UpstreamKind.BEDROCK ? "AKID:secret:token@eu-central-1" : "key-1";
        CollectingSink sink = start(client, Calls.with(bare, key), "stub", stream);
        assertThat(sink.failure).isNull();
        var headers = KIT.lastCall().headers();
        switch (kind) {
            case ANTHROPIC ->
                assertThat(headers)
                        .containsEntry("x-api-key", "key-1")
                        .containsEntry("anthropic-version", "2023-06-01");
            case GEMINI -> assertThat(headers).containsEntry("x-goog-api-key", "key-1");
            case BEDROCK -> {
                assertThat(headers)
                        .containsEntry("x-amz-security-token", "token")
                        .containsKey("x-amz-date");
                assertThat(headers.get("authorization"))
                        .startsWith("AWS4-HMAC-SHA256 Credential=AKID/")
                        .contains(
                                "/eu-central-1/bedrock/aws4_request, SignedHeaders=host;x-amz-date;x-amz-security-token");
            }
            default -> assertThat(headers).containsEntry("authorization", "Bearer key-1");
        }
    }

    @Test
    void sameDialectsPassUntouched() {
        CollectingSink sink = call(Dialect.ANTHROPIC_MESSAGES, UpstreamKind.ANTHROPIC, "stub!no_such=1", false);
        assertThat(((Refused) sink.failure()).status()).isEqualTo(400);
        CollectingSink whole = call(Dialect.ANTHROPIC_MESSAGES, UpstreamKind.ANTHROPIC, "stub", false);
        assertThat(whole.last).startsWith("{\"id\":\"msg_stub\"");
        CollectingSink stream = call(Dialect.ANTHROPIC_MESSAGES, UpstreamKind.ANTHROPIC, "stub", true);
        assertThat(stream.passed())
                .startsWith("event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_stub\"")
                .contains("event: ping");
        assertThat(stream.last).isEqualTo("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
        assertThat(KIT.lastCall().body()).isEqualTo(body(Dialect.ANTHROPIC_MESSAGES, "stub", true));
    }

    @Test
    void mistralHearsNothingThatItWouldRefuse() {
        CALLS.dialect = Dialect.OPENAI_CHAT;
        Upstream mistral = Calls.of(UpstreamKind.MISTRAL, KIT.serverUrl());
        String body = "{\"model\":\"stub\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"stream\":true,"
                + "\"stream_options\":{\"include_usage\":true},\"max_completion_tokens\":9,\"seed\":7,"
                + "\"tool_choice\":\"required\",\"user\":\"u\",\"safe_prompt\":true,\"temperature\":0.70}";
        CollectingSink sink = CALLS.call(mistral, body, true).await();
        assertThat(sink.passed()).startsWith("data: {\"id\":\"chatcmpl-stub\"");
        assertThat(KIT.lastCall().body())
                .isEqualTo("{\"model\":\"stub\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"stream\":true,"
                        + "\"max_tokens\":9,\"random_seed\":7,\"tool_choice\":\"any\",\"safe_prompt\":true,"
                        + "\"temperature\":0.7}");
        CollectingSink refused = CALLS.call(mistral, "{\"model\":", false).await();
        assertThat(((Refused) refused.failure()).status()).isEqualTo(400);
    }

    @Test
    void anOverloadedUpstreamIsUnavailable() {
        Refused refused = (Refused) call(Dialect.OPENAI_CHAT, UpstreamKind.ANTHROPIC, "stub!status=529", false)
                .failure();
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.retryable()).isTrue();
        assertThat(UTF_8.decode(refused.body().duplicate()).toString()).contains("overloaded_error");
    }

    @Test
    void whatCannotBeSaidIsRefusedBeforeAnythingIsSent() {
        long before = KIT.calls();
        CALLS.dialect = Dialect.OPENAI_CHAT;
        Upstream anthropic = Calls.of(UpstreamKind.ANTHROPIC, KIT.baseUrl());
        String body = "{\"model\":\"m\",\"n\":3,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
        Refused refused = (Refused) CALLS.call(anthropic, body, false).await().failure();
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.retryable()).isFalse();
        assertThat(UTF_8.decode(refused.body().duplicate()).toString())
                .contains("\"param\":\"n\"", "invalid_request_error", "n: ");
        assertThat(KIT.calls()).isEqualTo(before);
    }

    @Test
    void theSimulatorAnswersInEveryClientsDialect() {
        for (Dialect client : CLIENTS) {
            for (boolean stream : new boolean[] {true, false}) {
                CollectingSink sink = start(client, Calls.simulator(0, 0), "sim", stream);
                assertThat(sink.failure).isNull();
                assertThat(text(client, sink.whole(), stream)).startsWith("This is the LLMOps simulator");
                assertThat(sink.usage().output()).isPositive();
            }
        }
        CALLS.dialect = Dialect.ANTHROPIC_MESSAGES;
        CollectingSink refused =
                CALLS.call(Calls.simulator(0, 0), "{\"max_tokens\":1}", false).await();
        assertThat(((Refused) refused.failure()).status()).isEqualTo(400);
    }

    private static CollectingSink call(Dialect client, UpstreamKind kind, String model, boolean stream) {
        return start(client, Calls.of(kind, url(kind)), model, stream);
    }

    private static String url(UpstreamKind kind) {
        return kind == UpstreamKind.OPENAI_COMPATIBLE ? KIT.baseUrl() : KIT.serverUrl();
    }

    private static CollectingSink start(Dialect client, Upstream upstream, String model, boolean stream) {
        CALLS.dialect = client;
        CALLS.model = model;
        return CALLS.call(upstream, body(client, model, stream), stream).await();
    }

    private static String end(Dialect client) {
        return switch (client) {
            case OPENAI_CHAT -> "[DONE]";
            case OPENAI_RESPONSES -> "event: response.completed";
            default -> "event: message_stop";
        };
    }

    static String body(Dialect client, String model, boolean stream) {
        String more =
                switch (client) {
                    case ANTHROPIC_MESSAGES -> ",\"max_tokens\":100";
                    case OPENAI_CHAT -> stream ? ",\"stream_options\":{\"include_usage\":true}" : "";
                    default -> "";
                };
        if (client == Dialect.OPENAI_RESPONSES) {
            return "{\"model\":\"" + model + "\",\"input\":\"How are you?\"" + (stream ? ",\"stream\":true}" : "}");
        }
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"How are you?\"}]"
                + (stream ? ",\"stream\":true" : "") + more + "}";
    }

    /** The text of an answer, whichever way it is told. */
    static String text(Dialect client, String whole, boolean stream) {
        String member =
                switch (client) {
                    case OPENAI_CHAT -> "\"content\":\"";
                    case OPENAI_RESPONSES -> stream ? "\"delta\":\"" : "\"text\":\"";
                    default -> "\"text\":\"";
                };
        StringBuilder text = new StringBuilder();
        for (int at = whole.indexOf(member); at >= 0; at = whole.indexOf(member, at + 1)) {
            int from = at + member.length();
            text.append(whole, from, whole.indexOf('"', from));
        }
        return text.toString();
    }
}
