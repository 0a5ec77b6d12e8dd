// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.llmops.contracts.forge.FrameSink;
import dev.llmops.contracts.forge.Inference;
import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.forge.Upstream;
import dev.llmops.contracts.forge.UpstreamFailure;
import dev.llmops.contracts.forge.UpstreamFailure.Broken;
import dev.llmops.contracts.forge.UpstreamFailure.Refused;
import dev.llmops.contracts.forge.UpstreamFailure.TimedOut;
import dev.llmops.contracts.forge.UpstreamFailure.Unreachable;
import dev.llmops.contracts.forge.UpstreamKind;
import dev.llmops.contracts.forge.Upstreams.Probe;
import dev.llmops.kernel.Ulids;
import dev.llmops.kernel.Violation;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One short real call, by the same way as every other, and what it says about the upstream. */
@Singleton
final class UpstreamProbe {
    private static final Duration MAX = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final Inference inference;

    UpstreamProbe(Vertx vertx, Inference inference) {
        this.vertx = vertx;
        this.inference = inference;
    }

    /** Blocks for 10 s at most. */
    Probe probe(Upstream upstream, String model) {
        long started = System.nanoTime();
        Outcome outcome = ask(upstream, model, "max_tokens", started);
        if (outcome.failure() instanceof Refused refused
                && refused.status() == 400
                && text(refused).contains("max_completion_tokens")) {
            // Newer models refuse the old name of the limit.
            outcome = ask(upstream, model, "max_completion_tokens", started);
        }
        Duration latency = Duration.ofNanos(System.nanoTime() - started);
        List<Violation> findings = findings(outcome, upstream, model);
        return new Probe(findings.isEmpty(), outcome.failure() instanceof Unreachable ? null : latency, findings);
    }

    /** How the call ended: with a failure, or with what it used. */
    private record Outcome(
            @Nullable UpstreamFailure failure, @Nullable TokenUsage usage) {}

    private Outcome ask(Upstream upstream, String model, String limit, long startedNanos) {
        long left = MAX.toMillis() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos);
        if (left <= 0) {
            return new Outcome(new TimedOut(MAX), null);
        }
        String body =
                "{\"model\":\"" + new String(JsonStringEncoder.getInstance().quoteAsString(model))
                        + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Say OK.\"}],\"" + limit + "\":8}";
        Ending ending = new Ending();
        CompletableFuture<Inference.Call> call = new CompletableFuture<>();
        var context = ((VertxInternal) vertx).createEventLoopContext();
        context.runOnContext(ignored -> {
            try {
                call.complete(inference.start(
                        new Inference.Request(
                                Ulids.next(),
                                upstream,
                                model,
                                ByteBuffer.wrap(body.getBytes(UTF_8)),
                                false,
                                true,
                                left),
                        ending));
            } catch (RuntimeException e) {
                ending.outcome.completeExceptionally(e);
            }
        });
        try {
            return ending.outcome.get(left, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            cancel(call, context);
            return new Outcome(new TimedOut(MAX), null);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the probe could not be sent", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cancel(call, context);
            return new Outcome(new TimedOut(MAX), null);
        }
    }

    private static void cancel(CompletableFuture<Inference.Call> call, Context context) {
        var _ = call.thenAccept(started -> context.runOnContext(ignored -> started.cancel()));
    }

    private static List<Violation> findings(Outcome outcome, Upstream upstream, String model) {
        UpstreamFailure failure = outcome.failure();
        if (failure != null) {
            return List.of(finding(failure, upstream, model));
        }
        TokenUsage usage = outcome.usage();
        return usage == null || usage.estimated()
                ? List.of(Violation.of("usage", null, "token counts in the answer; without them they are estimated"))
                : List.of();
    }

    private static Violation finding(UpstreamFailure failure, Upstream upstream, String model) {
        return switch (failure) {
            case Unreachable unreachable ->
                Violation.of(
                        unreachable.reason().contains("credential") ? "credential" : "base_url",
                        unreachable.reason().contains("credential") ? null : upstream.baseUrl(),
                        "an endpoint that can be called; " + unreachable.reason());
            case TimedOut timedOut ->
                Violation.of(
                        "timeout_ms",
                        upstream.timeoutMillis(),
                        "an answer within " + timedOut.after().toMillis() + " ms");
            case Broken broken -> Violation.of("answer", null, "an answer in the form of its kind; " + broken.reason());
            case Refused refused -> finding(refused, upstream, model);
        };
    }

    private static Violation finding(Refused refused, Upstream upstream, String model) {
        return switch (refused.status()) {
            case 401, 403 ->
                Violation.of(
                        "credential", null, "a credential that the endpoint accepts; it answered " + refused.status());
            case 404 ->
                Violation.of(
                        "upstream_model",
                        model,
                        "a model that the endpoint serves; it answered 404" + pathHint(upstream));
            case 400, 422 ->
                Violation.of(
                        "upstream_model",
                        model,
                        "a model that takes a chat of one message; it answered " + refused.status());
            default -> Violation.of("answer", "status " + refused.status(), "an answer with status 200");
        };
    }

    private static String pathHint(Upstream upstream) {
        String url = upstream.baseUrl();
        boolean plain = upstream.kind() == UpstreamKind.OPENAI_COMPATIBLE;
        return url == null || !plain || url.endsWith("/v1") ? "" : " (its base_url does not end in /v1 as most do)";
    }

    private static String text(Refused refused) {
        return UTF_8.decode(refused.body().duplicate()).toString();
    }

    /** Waits for the end; what was answered does not matter. */
    private static final class Ending implements FrameSink {
        private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        private @Nullable TokenUsage used;

        @Override
        public void head(int status, String contentType, long contentLength) {}

        @Override
        public void bytes(ByteBuffer data) {}

        @Override
        public void usage(TokenUsage usage) {
            used = usage;
        }

        @Override
        public void end(ByteBuffer last) {
            outcome.complete(new Outcome(null, used));
        }

        @Override
        public void error(UpstreamFailure failure, @Nullable TokenUsage soFar) {
            outcome.complete(new Outcome(failure, soFar));
        }
    }
}
