// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import dev.llmops.contracts.forge.FrameSink;
import dev.llmops.contracts.forge.Inference;
import dev.llmops.contracts.forge.UpstreamKind;
import dev.llmops.platform.home.Sealer;
import dev.llmops.platform.web.outbound.AddressPolicy;
import dev.llmops.platform.web.outbound.HostLookup;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Sends each call where it is answered: to its upstream, or to the simulator, which also answers what upstreams cannot. */
@Singleton
final class InferenceDispatch implements Inference {
    private final Vertx vertx;
    private final HttpProvider http;
    private final Simulator simulator;

    @Inject
    InferenceDispatch(Vertx vertx, Sealer sealer, AddressPolicy policy, HostLookup lookup, Clock clock) {
        this.vertx = vertx;
        this.http = new HttpProvider(vertx, sealer, policy, lookup, clock);
        this.simulator = new Simulator(vertx, clock);
    }

    @Override
    public Call start(Request request, FrameSink sink) {
        return switch (Way.of(request)) {
            case HERE -> simulator.start(request, sink);
            case NONE -> RefusedHere.start(vertx.getOrCreateContext(), Translation.unknown(request), sink);
            case AS_IT_IS, TRANSLATED ->
                request.upstream().kind() == UpstreamKind.SIMULATOR
                        ? simulator.start(request, sink)
                        : http.start(request, sink);
        };
    }

    @PreDestroy
    void close() {
        http.close();
    }
}
