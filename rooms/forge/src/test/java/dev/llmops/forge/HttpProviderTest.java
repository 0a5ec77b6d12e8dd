// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.contracts.forge.Inference;
import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.forge.Upstream;
import dev.llmops.contracts.forge.UpstreamFailure;
import dev.llmops.contracts.forge.UpstreamFailure.Broken;
import dev.llmops.contracts.forge.UpstreamFailure.Refused;
import dev.llmops.contracts.forge.UpstreamFailure.TimedOut;
import dev.llmops.contracts.forge.UpstreamFailure.Unreachable;
import dev.llmops.kits.provider.ProviderKit;
import dev.llmops.kits.provider.ProviderSettings;
import dev.llmops.kits.provider.ProviderUsage;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpProviderTest {
    private static final ProviderUsage USAGE = new ProviderUsage(41, 17, 30, 9);
    private static final TokenUsage EXPECTED =
            TokenUsage.counted(41, 17).withCachedInput(30).withReasoning(9);

    private final ProviderKit kit = ProviderKit.start(ProviderSettings.DEFAULT.withUsage(USAGE));
    private final Calls calls = new Calls();

    @AfterEach
    void close() {
        calls.close();
        kit.close();
    }

    @Test
    void aWholeAnswerComesAsItIsWithItsUsage() {
        CollectingSink sink = call("stub", false);
        assertThat(sink.order).containsExactly("head", "usage", "end");
        assertThat(sink.status).isEqualTo(200);
        assertThat(sink.contentType).isEqualTo("application/json");
        assertThat(sink.contentLength).isEqualTo(sink.last.getBytes(UTF_8).length);
        assertThat(sink.last)
                .startsWith("{\"id\":\"chatcmpl-stub\"")
                .contains("word7")
                .endsWith("}}}");
        assertThat(sink.usage()).isEqualTo(EXPECTED);
    }

    @Test
    void aStreamComesAsItIsWithDoneHeldBack() {
        CollectingSink sink = call("stub", true);
        assertThat(sink.order).startsWith("head", "bytes").endsWith("usage", "end");
        assertThat(sink.contentType).startsWith("text/event-stream");
        assertThat(sink.passed()).contains("word0", "word7", "\"usage\":{\"prompt_tokens\":41");
        assertThat(sink.last).isEqualTo("data: [DONE]\n\n");
        assertThat(sink.usage()).isEqualTo(EXPECTED);
    }

    @Test
    void theFrameWithUsageAloneIsWithheldFromAClientThatDidNotAsk() {
        CollectingSink sink = calls.call(upstream(), body("stub", true), true, false, new CollectingSink())
                .await();
        assertThat(sink.passed())
                .contains("word7", "\"finish_reason\":\"stop\"")
                .doesNotContain("prompt_tokens");
        assertThat(sink.usage()).isEqualTo(EXPECTED);
    }

    @Test
    void theCallIdGoesUpstreamAndConnectionsAreKept() {
        for (int i = 0; i < 20; i++) {
            call("stub", i % 2 == 0);
        }
        assertThat(kit.requestIds()).hasSize(20).doesNotHaveDuplicates().allMatch(id -> id.length() == 26);
        assertThat(kit.connections()).isLessThanOrEqualTo(4);
    }

    @Test
    void theCredentialIsOpenedForItsUpstreamOnly() {
        kit.settings(ProviderSettings.DEFAULT.withRequiredKey("sk-secret"));
        Upstream bare = upstream();
        assertThat(((Refused) call(bare, "stub", false).failure()).status()).isEqualTo(401);
        Upstream right = sealed(bare, "v1.test.forge.upstream:" + bare.id() + "|sk-secret", 2);
        assertThat(call(right, "stub", false).failure).isNull();
        Upstream foreign = sealed(bare, "v1.test.forge.upstream:ANOTHER|sk-secret", 3);
        assertThat(((Unreachable) call(foreign, "stub", false).failure()).reason())
                .contains("credential")
                .doesNotContain("sk-secret");
    }

    @ParameterizedTest
    @CsvSource({"400, false, false", "404, false, false", "429, true, false", "500, true, true", "503, true, true"})
    void aRefusalIsHandedOnWithItsBody(int status, boolean retryable, boolean counts) {
        for (boolean stream : new boolean[] {false, true}) {
            Refused refused = (Refused) call("stub!status=" + status, stream).failure();
            assertThat(refused.status()).isEqualTo(status);
            assertThat(UTF_8.decode(refused.body().duplicate()).toString()).contains("stub_" + status);
            assertThat(refused.contentType()).isEqualTo("application/json");
            assertThat(refused.retryAfter()).isEqualTo(status == 429 || status == 503 ? Duration.ofSeconds(7) : null);
            assertThat(refused.retryable()).isEqualTo(retryable);
            assertThat(refused.countsAgainstUpstream()).isEqualTo(counts);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hang_up", "cut", "short", "malformed", "no_choices", "html", "status=302", "huge=17000"})
    void aWholeAnswerThatIsNotWholeIsBrokenAndNothingWentOut(String fault) {
        CollectingSink sink = call("stub!" + fault, false);
        assertThat(sink.failure()).isInstanceOf(Broken.class);
        assertThat(sink.order).containsExactly("error");
        assertThat(sink.usage).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cut=4", "unfinished=4", "garbage", "error_frame", "slow_chunks=1,cut=5"})
    void aStreamThatBreaksInTheMiddleSaysWhatItUsed(String fault) {
        CollectingSink sink = call("stub!" + fault, true);
        assertThat(sink.failure()).isInstanceOf(Broken.class);
        assertThat(sink.order).startsWith("head", "bytes").endsWith("error").doesNotContain("end");
        assertThat(sink.passed())
                .contains("word0")
                .doesNotContain("~~~")
                .doesNotContain("out of memory")
                .endsWith("\n\n");
        TokenUsage soFar = sink.usage();
        assertThat(soFar.estimated()).isTrue();
        assertThat(soFar.output()).isPositive();
        assertThat(soFar.input()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hang_up", "html", "cut=0", "unfinished=0"})
    void aStreamThatNeverBeganIsBrokenWithoutUsage(String fault) {
        CollectingSink sink = call("stub!" + fault, true);
        assertThat(sink.failure()).isInstanceOf(Broken.class);
        assertThat(sink.order).containsExactly("error");
        assertThat(sink.usage).isNull();
    }

    @Test
    void aStreamWithoutDoneAfterItsFinishEndsProperly() {
        CollectingSink sink = call("stub!no_done", true);
        assertThat(sink.failure).isNull();
        assertThat(sink.last).isEmpty();
        assertThat(sink.usage()).isEqualTo(EXPECTED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSuccessWithoutUsageIsEstimated(boolean stream) {
        TokenUsage usage = call("stub!no_usage", stream).usage();
        assertThat(usage.estimated()).isTrue();
        // Eight words of six bytes: 48 bytes, a token for every four.
        assertThat(usage.output()).isBetween(10L, 14L);
        assertThat(usage.input()).isBetween(5L, 20L);
    }

    @Test
    void aFirstByteThatDoesNotComeIsATimeout() {
        CollectingSink sink = call(Calls.openAi(kit.baseUrl(), null, 200), "stub!slow=30000", true);
        assertThat(sink.failure()).isEqualTo(new TimedOut(Duration.ofMillis(200)));
        assertThat(sink.usage).isNull();
        await(() -> kit.aborted() == 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aNextByteThatDoesNotComeIsATimeout(boolean stream) {
        CollectingSink sink = call(Calls.openAi(kit.baseUrl(), null, 300), "stub!slow_chunks=30000", stream);
        assertThat(sink.failure()).isEqualTo(new TimedOut(Duration.ofMillis(300)));
        await(() -> kit.aborted() == 1);
    }

    @Test
    void slowChunksWithinTheTimeoutAreNoTimeout() {
        CollectingSink sink = call(Calls.openAi(kit.baseUrl(), null, 400), "stub!slow_chunks=60", true);
        assertThat(sink.failure).isNull();
    }

    @Test
    void cancellingReachesTheUpstreamAndTheSinkHearsNothingMore() {
        CollectingSink sink = new CollectingSink();
        Inference.Call call = calls.start(upstream(), body("stub!slow_chunks=50", true), true, true, sink);
        await(() -> sink.passed().contains("word0"));
        call.cancel();
        await(() -> kit.aborted() == 1);
        int heard = sink.order.size();
        call("stub!slow=200", false);
        assertThat(sink.order).hasSize(heard);
        assertThat(sink.isDone()).isFalse();
    }

    @Test
    void cancellingBeforeTheAnswerReachesTheUpstream() {
        CollectingSink sink = new CollectingSink();
        Inference.Call call = calls.start(upstream(), body("stub!slow=30000", false), false, true, sink);
        await(() -> kit.calls() == 1);
        call.cancel();
        await(() -> kit.aborted() == 1);
        assertThat(sink.order).isEmpty();
    }

    @Test
    void aPausedStreamHoldsTheUpstreamBackAndGoesOnWhenResumed() {
        CollectingSink sink = new CollectingSink();
        Inference.Call call =
                calls.start(Calls.openAi(kit.baseUrl(), null, 300), body("stub!endless", true), true, true, sink);
        await(() -> sink.passedBytes() > 100_000);
        call.pause();
        await(HttpProviderTest::quiet, kit::endlessBytes);
        long held = kit.endlessBytes();
        // Sockets and windows hold some megabytes at most; an unbounded reader would have taken hundreds by now.
        assertThat(held - sink.passedBytes()).isLessThan(24L << 20);
        int heard = sink.passedBytes();
        call.resume();
        await(() -> sink.passedBytes() > heard + 1_000_000);
        assertThat(sink.isDone()).isFalse();
        call.cancel();
        await(() -> kit.aborted() == 1);
    }

    @Test
    void aStreamOfOneVeryLargeFrameIsBroken() {
        assertThat(call("stub!huge=5000", true).failure()).isInstanceOf(Broken.class);
        assertThat(call("stub!huge=3000", true).failure).isNull();
    }

    @Test
    void aClosedPortIsUnreachable() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        CollectingSink sink = call(Calls.openAi("http://127.0.0.1:" + port + "/v1"), "stub", false);
        assertThat(sink.failure()).isEqualTo(new Unreachable("the connection was refused"));
        assertThat(sink.failure().retryable()).isTrue();
    }

    @Test
    void aNameWithoutAddressIsUnreachable() {
        CollectingSink sink = call(Calls.openAi("http://no-such-host.invalid/v1"), "stub", false);
        assertThat(sink.failure()).isInstanceOf(Unreachable.class);
    }

    @Test
    void plainHttpWhereTlsIsExpectedIsUnreachable() {
        UpstreamFailure failure = call(Calls.openAi(kit.baseUrl().replace("http:", "https:")), "stub", false)
                .failure();
        assertThat(failure).isInstanceOf(Unreachable.class);
        assertThat(kit.calls()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, 5, 5000",
                "-, 0.5, 500",
                "1500, 9, 1500",
                "-, 'Thu, 01 Jan 2026 00:00:30 GMT', 30000",
                "-, 'Wed, 01 Jan 2020 00:00:00 GMT', 0",
                "-, soon, -",
                "-, -1, -",
                "-, -, -",
                "x, 3, 3000"
            })
    void retryAfterIsReadInAllItsForms(String millis, String header, Long expected) {
        Duration read = RefusalAnswer.retryAfter(millis, header, Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(read == null ? null : read.toMillis()).isEqualTo(expected);
    }

    private CollectingSink call(String model, boolean stream) {
        return call(upstream(), model, stream);
    }

    private CollectingSink call(Upstream upstream, String model, boolean stream) {
        return calls.call(upstream, body(model, stream), stream).await();
    }

    private Upstream upstream() {
        return Calls.openAi(kit.baseUrl());
    }

    private static Upstream sealed(Upstream from, String credential, long revision) {
        return new Upstream(
                from.id(),
                from.tenant(),
                from.name(),
                from.kind(),
                from.baseUrl(),
                credential,
                from.timeoutMillis(),
                0,
                0,
                revision,
                from.createdAt(),
                from.updatedAt());
    }

    private static String body(String model, boolean stream) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"How are you?\"}]"
                + (stream ? ",\"stream\":true,\"stream_options\":{\"include_usage\":true}" : "") + "}";
    }

    private static long quietValue = -1;
    private static long quietSince;

    /** Whether a number has not changed for 300 ms. */
    private static boolean quiet(long value) {
        long now = System.nanoTime();
        if (value != quietValue) {
            quietValue = value;
            quietSince = now;
        }
        return now - quietSince > TimeUnit.MILLISECONDS.toNanos(300);
    }

    private static void await(java.util.function.LongPredicate condition, java.util.function.LongSupplier value) {
        await(() -> condition.test(value.getAsLong()));
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within 10 s");
            }
            java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
        }
    }
}
