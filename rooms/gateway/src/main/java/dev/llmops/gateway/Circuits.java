// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import dev.llmops.contracts.forge.Upstream;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One circuit per upstream as it is defined now: a changed upstream starts anew. */
@Singleton
final class Circuits {
    private final Map<String, Named> byUpstream = new ConcurrentHashMap<>();
    private final Clock clock;
    private final GatewayMetrics metrics;

    @Inject
    Circuits(Clock clock, GatewayMetrics metrics) {
        this.clock = clock;
        this.metrics = metrics;
    }

    Circuit of(Upstream upstream) {
        return byUpstream.compute(upstream.id(), (id, known) -> {
                    if (known != null && known.revision == upstream.revision()) {
                        return known;
                    }
                    Circuit circuit = new Circuit();
                    metrics.watch(upstream, () -> circuit.level(clock.millis()));
                    return new Named(upstream.revision(), circuit);
                })
                .circuit;
    }

    void retain(Set<String> upstreamIds) {
        byUpstream.keySet().removeIf(id -> {
            boolean gone = !upstreamIds.contains(id);
            if (gone) {
                metrics.forget(id);
            }
            return gone;
        });
    }

    private record Named(long revision, Circuit circuit) {}
}
