// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.contracts.analytics.UsageCodec;
import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.forge.UpstreamFailure;
import dev.llmops.contracts.gateway.CallStatus;
import dev.llmops.gateway.ScriptedInference.Step;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls that nobody got the whole answer of: each leaves one usage event, with what was used up to there. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PartialCallsTest {
    private static final Step HEAD = sink -> sink.head(200, "text/event-stream", -1);
    private static final Step FRAME = sink -> sink.bytes(ScriptedInference.bytes("data: {}\n\n"));
    private static final UpstreamFailure BROKEN = new UpstreamFailure.Broken("cut");
    private static final UpstreamFailure SLOW = new UpstreamFailure.TimedOut(Duration.ofMillis(70));
    private static final TokenUsage TOLD = ScriptedInference.USAGE.withCacheWrite(3, 1);

    private final GatewayHarness gateway;

    PartialCallsTest(@TempDir Path home) throws Exception {
        gateway = GatewayHarness.started(home);
    }

    @AfterAll
    void close() {
        gateway.close();
    }

    @BeforeEach
    void reset() {
        GatewayHarness.await(() -> gateway.underWay() == 0);
        gateway.log.entries.clear();
        gateway.upstream.requests.clear();
    }

    /**
     * @param stays whether the client waits for the answer; else it leaves when the upstream has done its part
     * @param attempts until the client leaves or is answered
     */
    record Partial(
            String what,
            boolean stream,
            boolean stays,
            List<Step> script,
            int attempts,
            CallStatus status,
            TokenUsage used) {
        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Partial> partials() {
        TokenUsage soFar = ScriptedInference.SO_FAR;
        Step told = sink -> sink.usage(TOLD);
        return Stream.of(
                leaves("before the answer", false, List.of(), soFar),
                leaves("before the stream", true, List.of(HEAD), soFar),
                leaves("a stream", true, List.of(HEAD, FRAME), soFar),
                leaves("a stream whose provider has counted", true, List.of(HEAD, FRAME, told), TOLD),
                stays("is refused", false, List.of(error(refused(400), null)), 1, CallStatus.ERROR, TokenUsage.NONE),
                stays(
                        "fails again and again",
                        false,
                        List.of(error(refused(500), null)),
                        4,
                        CallStatus.ERROR,
                        TokenUsage.NONE),
                stays("breaks in its answer", false, List.of(error(BROKEN, soFar)), 4, CallStatus.ERROR, soFar),
                stays("is too slow", false, List.of(error(SLOW, null)), 1, CallStatus.TIMEOUT, TokenUsage.NONE),
                stays(
                        "breaks in its stream",
                        true,
                        List.of(HEAD, FRAME, error(BROKEN, soFar)),
                        1,
                        CallStatus.ERROR,
                        soFar),
                stays(
                        "stops in its stream",
                        true,
                        List.of(HEAD, FRAME, error(SLOW, soFar)),
                        1,
                        CallStatus.TIMEOUT,
                        soFar),
                stays(
                        "breaks after it counted",
                        true,
                        List.of(HEAD, FRAME, told, error(BROKEN, null)),
                        1,
                        CallStatus.ERROR,
                        TOLD));
    }

    private static Partial leaves(String what, boolean stream, List<Step> script, TokenUsage used) {
        return new Partial("the client leaves " + what, stream, false, script, 1, CallStatus.ABORTED, used);
    }

    private static Partial stays(
            String what, boolean stream, List<Step> script, int attempts, CallStatus status, TokenUsage used) {
        return new Partial("the upstream " + what, stream, true, script, attempts, status, used);
    }

    @ParameterizedTest
    @MethodSource("partials")
    void aPartialCallLeavesOneEventWithWhatWasUsed(Partial partial) throws Exception {
        String key = gateway.controls.subscriber("chat", Controls.UNLIMITED);
        String body = partial.stream ? GatewayHarness.STREAM : GatewayHarness.BODY;
        gateway.upstream.answers(partial.script);

        if (partial.stays) {
            gateway.call(key, body);
        } else {
            leave(partial, key, body);
        }
        GatewayHarness.await(() -> gateway.underWay() == 0);

        assertThat(gateway.upstream.requests).hasSize(partial.attempts);
        assertThat(gateway.log.entries.stream().map(UsageCodec.Entry::callId).distinct())
                .hasSize(1);
        List<UsageCodec.Entry> ends = gateway.log.entries.stream()
                .filter(entry -> !(entry instanceof UsageCodec.Opened))
                .toList();
        assertThat(ends).singleElement().satisfies(end -> {
            assertThat(status(end)).isEqualTo(partial.status);
            assertThat(usage(end)).isEqualTo(partial.used);
        });
        assertThat(partial.used.estimated()).isEqualTo(!partial.used.equals(TOLD));
    }

    private void leave(Partial partial, String key, String body) throws Exception {
        try (RawClient client = new RawClient(gateway.port.get())) {
            client.post(key, body);
            if (partial.script.contains(FRAME)) {
                client.readUntil("data: {}");
            }
            GatewayHarness.await(() ->
                    gateway.upstream.requests.size() == 1 && gateway.upstream.played.get() == partial.script.size());
        }
    }

    private static CallStatus status(UsageCodec.Entry end) {
        return switch (end) {
            case UsageCodec.Completed completed -> completed.call().status();
            case UsageCodec.Closed closed -> closed.status();
            case UsageCodec.Opened opened -> throw new AssertionError(opened);
        };
    }

    private static TokenUsage usage(UsageCodec.Entry end) {
        return switch (end) {
            case UsageCodec.Completed completed -> completed.call().usage();
            case UsageCodec.Closed closed -> closed.usage();
            case UsageCodec.Opened opened -> throw new AssertionError(opened);
        };
    }

    private static Step error(UpstreamFailure failure, @Nullable TokenUsage soFar) {
        return sink -> sink.error(failure, soFar);
    }

    private static UpstreamFailure refused(int status) {
        return new UpstreamFailure.Refused(status, "text/plain", ScriptedInference.bytes("no"), null);
    }
}
