// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.llmops.contracts.forge.Dialect;
import dev.llmops.contracts.forge.Inference;
import dev.llmops.contracts.forge.Upstream;
import dev.llmops.contracts.forge.UpstreamKind;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import dev.llmops.platform.home.Sealer;
import dev.llmops.platform.web.outbound.AddressPolicy;
import dev.llmops.platform.web.outbound.Cidr;
import dev.llmops.platform.web.outbound.HostLookup;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Makes calls the way the gateway makes them: on an event loop. */
final class Calls implements AutoCloseable {
    static final TenantId TENANT = new TenantId(Ulids.next());

    final Vertx vertx = Vertx.vertx();
    final InferenceDispatch inference;
    long timeoutMillis = 5_000;

    Calls() {
        this(HostLookup.system(), "127.0.0.0/8", "::1/128");
    }

    Calls(HostLookup lookup, String... allowed) {
        AddressPolicy policy =
                new AddressPolicy(List.of(allowed).stream().map(Cidr::parse).toList());
        inference = new InferenceDispatch(vertx, new OpenSealer(), policy, lookup, Clock.systemUTC());
    }

    Dialect dialect = Dialect.OPENAI_CHAT;
    String model = "sim";

    CollectingSink call(Upstream upstream, String body, boolean stream) {
        return call(upstream, body, stream, true, new CollectingSink());
    }

    CollectingSink call(Upstream upstream, String body, boolean stream, boolean clientWantsUsage, CollectingSink sink) {
        start(upstream, body, stream, clientWantsUsage, sink);
        return sink;
    }

    /** Starts a call and returns its handles, whose methods run on the call's event loop. */
    Inference.Call start(
            Upstream upstream, String body, boolean stream, boolean clientWantsUsage, CollectingSink sink) {
        CompletableFuture<Inference.Call> started = new CompletableFuture<>();
        var context = vertx.getOrCreateContext();
        context.runOnContext(ignored -> {
            sink.starting = true;
            started.complete(inference.start(
                    new Inference.Request(
                            Ulids.next(),
                            upstream,
                            model,
                            dialect,
                            ByteBuffer.wrap(body.getBytes(UTF_8)),
                            stream,
                            clientWantsUsage,
                            timeoutMillis),
                    sink));
            sink.starting = false;
        });
        try {
            Inference.Call call = started.get(10, TimeUnit.SECONDS);
            return new OnLoop(context, call);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    static Upstream simulator(long latencyMillis, long tokenDelayMillis) {
        return upstream(UpstreamKind.SIMULATOR, null, null, 5_000, latencyMillis, tokenDelayMillis);
    }

    static Upstream openAi(String baseUrl) {
        return openAi(baseUrl, null, 5_000);
    }

    static Upstream openAi(String baseUrl, @Nullable String sealedCredential, long timeoutMillis) {
        return upstream(UpstreamKind.OPENAI_COMPATIBLE, baseUrl, sealedCredential, timeoutMillis, 0, 0);
    }

    static Upstream of(UpstreamKind kind, String baseUrl) {
        return upstream(kind, baseUrl, null, 5_000, 0, 0);
    }

    /** The same with a credential, as {@link OpenSealer} seals it. */
    static Upstream with(Upstream bare, String credential) {
        return new Upstream(
                bare.id(),
                bare.tenant(),
                bare.name(),
                bare.kind(),
                bare.baseUrl(),
                "v1.test." + Credentials.context(bare.id()) + "|" + credential,
                bare.timeoutMillis(),
                0,
                0,
                bare.revision() + 1,
                bare.createdAt(),
                bare.updatedAt());
    }

    private static Upstream upstream(
            UpstreamKind kind,
            @Nullable String baseUrl,
            @Nullable String credential,
            long timeout,
            long latency,
            long delay) {
        Instant now = Instant.EPOCH;
        return new Upstream(
                Ulids.next(), TENANT, "up", kind, baseUrl, credential, timeout, latency, delay, 1, now, now);
    }

    @Override
    public void close() {
        inference.close();
        vertx.close();
    }

    private record OnLoop(io.vertx.core.Context context, Inference.Call call) implements Inference.Call {
        @Override
        public void cancel() {
            context.runOnContext(ignored -> call.cancel());
        }

        @Override
        public void pause() {
            context.runOnContext(ignored -> call.pause());
        }

        @Override
        public void resume() {
            context.runOnContext(ignored -> call.resume());
        }
    }

    /** Seals by writing the context in front, so that a test sees whether it is opened under the right one. */
    static final class OpenSealer implements Sealer {
        @Override
        public String seal(String secret, String context) {
            return "v1.test." + context + "|" + secret;
        }

        @Override
        public String open(String sealed, String context) {
            String prefix = "v1.test." + context + "|";
            if (!sealed.startsWith(prefix)) {
                throw new IllegalStateException("altered");
            }
            return sealed.substring(prefix.length());
        }

        @Override
        public byte[] deriveKey(String purpose) {
            return new byte[32];
        }
    }
}
