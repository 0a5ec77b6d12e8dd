// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.contracts.analytics.UsageCodec;
import dev.llmops.contracts.forge.UpstreamFailure;
import dev.llmops.contracts.gateway.CallStatus;
import dev.llmops.gateway.ScriptedInference.Step;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Clients that go away, dawdle or ask for too much, and records that find no room. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ClientFaultsTest {
    private static final Step STREAM_HEAD = sink -> sink.head(200, "text/event-stream", -1);
    private static final Step FRAME = sink -> sink.bytes(ScriptedInference.bytes("data: {}\n\n"));
    private static final Step DONE = sink -> sink.end(ScriptedInference.bytes("data: [DONE]\n\n"));

    private final GatewayHarness gateway;
    private String key = "";

    ClientFaultsTest(@TempDir Path home) throws Exception {
        gateway = GatewayHarness.started(home, new Bounds(3, 10 * 1024 * 1024, 300, 300, 500, 500, 2_000, 256 * 1024));
    }

    @AfterAll
    void close() {
        gateway.close();
    }

    @BeforeEach
    void reset() {
        GatewayHarness.await(() -> gateway.underWay() == 0);
        gateway.upstream.answers(ScriptedInference.whole("{}"));
        gateway.upstream.requests.clear();
        gateway.upstream.cancelled.set(0);
        gateway.upstream.pauses.set(0);
        gateway.log.entries.clear();
        gateway.log.noRoomFor = ignored -> false;
        key = gateway.controls.subscriber("chat", Controls.UNLIMITED);
    }

    @Test
    void aClientThatLeavesAStreamIsBilledForWhatItGot() throws Exception {
        gateway.upstream.answers(List.of(STREAM_HEAD, FRAME));
        try (RawClient client = new RawClient(gateway.port.get())) {
            client.post(key, GatewayHarness.STREAM).readUntil("data: {}");
        }
        GatewayHarness.await(() -> gateway.log.entries.size() == 2);
        assertThat(gateway.upstream.cancelled).hasValue(1);
        assertThat(gateway.log.entries.getLast()).isInstanceOfSatisfying(UsageCodec.Closed.class, closed -> {
            assertThat(closed.status()).isEqualTo(CallStatus.ABORTED);
            assertThat(closed.usage()).isEqualTo(ScriptedInference.SO_FAR);
        });
        assertThat(gateway.uses.used(gateway.controls.offerOf(key).subscriptionId()))
                .satisfies(use -> assertThat(use.requests()).isEqualTo(1))
                .satisfies(use -> assertThat(use.tokens()).isEqualTo(ScriptedInference.SO_FAR.total()));
    }

    @Test
    void aClientThatLeavesBeforeTheAnswerIsRecordedAsAborted() throws Exception {
        gateway.upstream.answers(List.of());
        try (RawClient client = new RawClient(gateway.port.get())) {
            client.post(key, GatewayHarness.BODY);
            GatewayHarness.await(() -> gateway.upstream.requests.size() == 1);
        }
        GatewayHarness.await(() -> gateway.log.entries.size() == 1);
        assertThat(gateway.log.entries.getFirst())
                .isInstanceOfSatisfying(
                        UsageCodec.Completed.class,
                        entry -> assertThat(entry.call().status()).isEqualTo(CallStatus.ABORTED));
        assertThat(gateway.upstream.cancelled).hasValue(1);
    }

    @Test
    void aClientThatLeavesBetweenAttemptsUsedNothing() throws Exception {
        gateway.upstream
                .answers(ScriptedInference.failing(new UpstreamFailure.Unreachable("refused")))
                .then(List.of());
        try (RawClient client = new RawClient(gateway.port.get())) {
            client.post(key, GatewayHarness.BODY);
            GatewayHarness.await(() -> gateway.upstream.requests.size() == 1);
        }
        GatewayHarness.await(() -> gateway.log.entries.size() == 1);
        GatewayHarness.await(() -> gateway.underWay() == 0);
        assertThat(gateway.uses
                        .used(gateway.controls.offerOf(key).subscriptionId())
                        .requests())
                .isLessThanOrEqualTo(1);
    }

    @Test
    void aClientThatDoesNotReadHoldsTheUpstreamBackAndIsThenDropped() throws Exception {
        List<Step> script = new ArrayList<>(List.of(STREAM_HEAD));
        String frame = "data: " + "x".repeat(64 * 1024) + "\n\n";
        for (int i = 0; i < 1_000; i++) {
            script.add(sink -> sink.bytes(ScriptedInference.bytes(frame)));
        }
        script.add(DONE);
        gateway.upstream.answers(script);
        try (RawClient client = new RawClient(gateway.port.get())) {
            client.post(key, GatewayHarness.STREAM);
            GatewayHarness.await(() -> gateway.upstream.pauses.get() > 0);
            GatewayHarness.await(() -> gateway.log.entries.size() == 2);
        }
        assertThat(gateway.log.entries.getLast())
                .isInstanceOfSatisfying(UsageCodec.Closed.class, closed -> assertThat(closed.status())
                        .isEqualTo(CallStatus.ABORTED));
    }

    @Test
    void aClientThatReadsSlowlyGetsEverything() throws Exception {
        List<Step> script = new ArrayList<>(List.of(STREAM_HEAD));
        String frame = "data: " + "x".repeat(64 * 1024) + "\n\n";
        for (int i = 0; i < 200; i++) {
            script.add(sink -> sink.bytes(ScriptedInference.bytes(frame)));
        }
        script.add(DONE);
        gateway.upstream.answers(script);
        try (RawClient client = new RawClient(gateway.port.get())) {
            client.post(key, GatewayHarness.STREAM, "connection: close");
            GatewayHarness.await(() -> gateway.upstream.pauses.get() > 0);
            String answer = client.readAll();
            assertThat(answer.chars().filter(c -> c == 'x').count()).isGreaterThanOrEqualTo(200 * 64 * 1024);
            assertThat(answer).contains("data: [DONE]\n\n");
        }
    }

    @Test
    void aBodyThatDoesNotArriveIsRefused() throws Exception {
        try (RawClient client = new RawClient(gateway.port.get())) {
            String answer = client.send(RawClient.head(key, 100) + "{\"model\"").readUntil("\"code\":");
            assertThat(answer).startsWith("HTTP/1.1 400").contains("malformed_request");
        }
        assertThat(gateway.upstream.requests).isEmpty();
    }

    @Test
    void aClientThatAsksBeforeSendingIsToldToGoOnOrWhyNot() throws Exception {
        try (RawClient client = new RawClient(gateway.port.get())) {
            client.send(RawClient.head(key, GatewayHarness.BODY.length(), "expect: 100-continue"))
                    .readUntil("HTTP/1.1 100 Continue\r\n\r\n");
            assertThat(client.send(GatewayHarness.BODY).readUntil("\r\n\r\n{}")).contains("HTTP/1.1 200 OK");
        }
        try (RawClient client = new RawClient(gateway.port.get())) {
            String answer = client.send(RawClient.head("nonsense", 20_000_000, "expect: 100-continue"))
                    .readAll();
            assertThat(answer).startsWith("HTTP/1.1 401").doesNotContain("100 Continue");
        }
    }

    @Test
    void oneConnectionCarriesManyCalls() throws Exception {
        try (RawClient client = new RawClient(gateway.port.get())) {
            client.post(key, GatewayHarness.BODY).post("nonsense", GatewayHarness.BODY);
            client.post(key, "{}").post(key, GatewayHarness.BODY.replace("hello", "last"));
            GatewayHarness.await(() -> gateway.upstream.requests.size() == 2);
            assertThat(client.send("GET /none HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
                            .readAll())
                    .containsSubsequence(
                            "HTTP/1.1 200", "HTTP/1.1 401", "HTTP/1.1 400", "HTTP/1.1 200", "HTTP/1.1 404");
        }
    }

    @Test
    void anOfferToUpgradeTheProtocolIsTolerated() throws Exception {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            for (String body : List.of(GatewayHarness.BODY, GatewayHarness.STREAM)) {
                HttpResponse<String> answer = client.send(
                        gateway.request("/v1/chat/completions", key)
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.body()).isEqualTo("{}");
            }
        }
    }

    @Test
    void moreCallsThanTheProcessTakesAreRefused() throws Exception {
        gateway.upstream.answers(List.of());
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            clients.add(new RawClient(gateway.port.get()).post(key, GatewayHarness.BODY));
        }
        GatewayHarness.await(() -> gateway.upstream.requests.size() == 3);
        HttpResponse<String> refused = gateway.call(key, GatewayHarness.BODY);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("\"code\":\"overloaded\"");
        assertThat(refused.headers().firstValue("retry-after")).contains("1");
        for (RawClient client : clients) {
            client.close();
        }
        GatewayHarness.await(() -> gateway.underWay() == 0);
        gateway.upstream.answers(ScriptedInference.whole("{}"));
        assertThat(gateway.call(key, GatewayHarness.BODY).statusCode()).isEqualTo(200);
    }

    @Test
    void aStreamWhoseEndCannotBeRecordedIsNotCompleted() throws Exception {
        gateway.log.noRoomFor = entry -> entry instanceof UsageCodec.Closed;
        gateway.upstream.answers(List.of(STREAM_HEAD, FRAME, DONE));
        try (RawClient client = new RawClient(gateway.port.get())) {
            assertThat(client.post(key, GatewayHarness.STREAM).readAll())
                    .contains("data: {}")
                    .doesNotContain("[DONE]");
        }
        gateway.log.noRoomFor = ignored -> false;
        gateway.upstream.answers(ScriptedInference.whole("{}"));
        for (int i = 0; i < 4; i++) { // every event loop closes what it owes before it takes another call
            try (RawClient client = new RawClient(gateway.port.get())) {
                client.post(key, GatewayHarness.BODY).readUntil("{}");
            }
        }
        assertThat(gateway.log.entries)
                .filteredOn(entry -> entry instanceof UsageCodec.Closed)
                .singleElement()
                .isInstanceOfSatisfying(UsageCodec.Closed.class, closed -> assertThat(closed.status())
                        .isEqualTo(CallStatus.ABORTED));
    }

    @Test
    void aStreamWhoseBeginningCannotBeRecordedIsRefused() throws Exception {
        gateway.log.noRoomFor = entry -> true;
        gateway.upstream.answers(List.of(STREAM_HEAD, FRAME, DONE));
        HttpResponse<String> answer = gateway.call(key, GatewayHarness.STREAM);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("\"code\":\"storage_full\"");
        assertThat(gateway.upstream.cancelled).hasValue(1);
    }
}
