// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import dev.llmops.contracts.forge.Upstream;
import dev.llmops.platform.home.Sealer;
import dev.llmops.platform.web.outbound.AddressPolicy;
import dev.llmops.platform.web.outbound.HostLookup;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.tracing.TracingPolicy;
import java.net.InetAddress;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** All that one event loop needs for its calls; only that loop touches it, so nothing is locked. */
final class LoopState {
    private static final int MAX_CONNECTIONS = 256;
    private static final int MAX_WAITING = 1_024;
    private static final int MAX_TARGETS = 2_048;

    private final ContextInternal context;
    private final Sealer sealer;
    private final AddressPolicy policy;
    private final HostLookup lookup;
    private final Clock clock;
    private final HttpClient client;
    private final CallWatch watch;
    private final Map<String, Target> targets = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Target> eldest) {
            return size() > MAX_TARGETS;
        }
    };

    LoopState(ContextInternal context, Sealer sealer, AddressPolicy policy, HostLookup lookup, Clock clock) {
        this.context = context.unwrap();
        this.sealer = sealer;
        this.policy = policy;
        this.lookup = lookup;
        this.clock = clock;
        this.watch = new CallWatch(context.nettyEventLoop());
        this.client = newClient();
    }

    HttpClient client() {
        return client;
    }

    CallWatch watch() {
        return watch;
    }

    Clock clock() {
        return clock;
    }

    AddressPolicy policy() {
        return policy;
    }

    /**
     * The upstream as this loop calls it. Throws {@link IllegalStateException} when its credential cannot be opened and
     * {@link dev.llmops.kernel.Problem} when its base URL is none.
     */
    Target target(Upstream upstream) {
        Target known = targets.get(upstream.id());
        if (known != null && known.revision() == upstream.revision()) {
            return known;
        }
        String sealed = upstream.sealedCredential();
        String credential = sealed == null ? null : sealer.open(sealed, Credentials.context(upstream.id()));
        Target target = new Target(upstream.revision(), Endpoint.parse(upstream.baseUrl()), credential, this);
        targets.put(upstream.id(), target);
        return target;
    }

    /** Looks a name up on a worker; the answer comes back on this loop. */
    void lookUp(String host, Consumer<List<InetAddress>> found, Consumer<Throwable> failed) {
        context.executeBlocking(() -> lookup.lookup(host), false).onComplete(answer -> {
            if (answer.succeeded()) {
                found.accept(answer.result());
            } else {
                failed.accept(answer.cause());
            }
        });
    }

    /** Made in the loop's own context: what it starts must not hold on to the call that came first. */
    private HttpClient newClient() {
        ContextInternal before = context.beginDispatch();
        try {
            return context.owner().createHttpClient(clientOptions(), poolOptions());
        } finally {
            context.endDispatch(before);
        }
    }

    private static HttpClientOptions clientOptions() {
        HttpClientOptions options = new HttpClientOptions();
        options.setConnectTimeout(5_000)
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setVerifyHost(true)
                .setTrustAll(false);
        return options.setProtocolVersion(HttpVersion.HTTP_1_1)
                .setKeepAlive(true)
                .setKeepAliveTimeout(30)
                .setPipelining(false)
                .setDecompressionSupported(false)
                .setMaxChunkSize(32 << 10)
                .setTracingPolicy(TracingPolicy.IGNORE);
    }

    private static PoolOptions poolOptions() {
        return new PoolOptions().setHttp1MaxSize(MAX_CONNECTIONS).setMaxWaitQueueSize(MAX_WAITING);
    }
}
