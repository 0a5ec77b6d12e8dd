// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import dev.llmops.contracts.forge.FrameSink;
import dev.llmops.contracts.forge.Inference;
import dev.llmops.platform.home.Sealer;
import dev.llmops.platform.web.outbound.AddressPolicy;
import dev.llmops.platform.web.outbound.HostLookup;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Sends each call to the provider of its upstream's kind. */
@Singleton
final class InferenceDispatch implements Inference {
    private final HttpProvider http;
    private final Simulator simulator;

    @Inject
    InferenceDispatch(Vertx vertx, Sealer sealer, AddressPolicy policy, HostLookup lookup, Clock clock) {
        this.http = new HttpProvider(vertx, sealer, policy, lookup, clock);
        this.simulator = new Simulator(vertx, clock);
    }

    @Override
    public Call start(Request request, FrameSink sink) {
        return switch (request.upstream().kind()) {
            case SIMULATOR -> simulator.start(request, sink);
            default -> http.start(request, sink);
        };
    }

    @PreDestroy
    void close() {
        http.close();
    }
}
