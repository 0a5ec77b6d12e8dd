// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import dev.llmops.contracts.forge.Upstream;
import dev.llmops.forge.wire.Pools;
import dev.llmops.forge.wire.Tls;
import dev.llmops.platform.home.Sealer;
import dev.llmops.platform.web.outbound.AddressPolicy;
import dev.llmops.platform.web.outbound.HostLookup;
import io.vertx.core.impl.ContextInternal;
import java.net.InetAddress;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** All that one event loop needs for its calls; only that loop touches it, so nothing is locked. */
final class LoopState {
    private static final int MAX_TARGETS = 2_048;

    private final ContextInternal context;
    private final Sealer sealer;
    private final AddressPolicy policy;
    private final HostLookup lookup;
    private final Clock clock;
    private final Pools pools;
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
        this.pools =
                new Pools(context.nettyEventLoop(), context.owner().transport().channelFactory(false));
    }

    Pools pools() {
        return pools;
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
        Endpoint endpoint = Endpoint.parse(upstream.baseUrl());
        Target target = new Target(
                upstream.revision(), endpoint, new RequestHeads(upstream.kind(), endpoint, credential, clock), this);
        targets.put(upstream.id(), target);
        return target;
    }

    /** Looks a name up on a worker, and prepares TLS where that is spoken; the answer comes back on this loop. */
    void lookUp(Endpoint endpoint, Consumer<List<InetAddress>> found, Consumer<Throwable> failed) {
        context.executeBlocking(
                        () -> {
                            if (endpoint.tls()) {
                                Tls.prepare();
                            }
                            return lookup.lookup(endpoint.host());
                        },
                        false)
                .onComplete(answer -> {
                    if (answer.succeeded()) {
                        found.accept(answer.result());
                    } else {
                        failed.accept(answer.cause());
                    }
                });
    }
}
