// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.route;

import dev.llmops.contracts.forge.Upstream;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One circuit per upstream as it is defined now, for services without a route: a changed upstream starts anew.
 */
@Singleton
public final class Circuits {
    private final Map<String, Named> byUpstream = new ConcurrentHashMap<>();
    private final Clock clock;
    private final MeterRegistry registry;

    @Inject
    public Circuits(Clock clock, MeterRegistry registry) {
        this.clock = clock;
        this.registry = registry;
    }

    public Circuit of(Upstream upstream) {
        return byUpstream.compute(upstream.id(), (id, known) -> {
                    if (known != null && known.revision == upstream.revision()) {
                        return known;
                    }
                    forget(known);
                    Circuit circuit = new Circuit();
                    return new Named(upstream.revision(), circuit, watch(upstream, circuit));
                })
                .circuit;
    }

    public void retain(Set<String> upstreamIds) {
        byUpstream.entrySet().removeIf(entry -> {
            boolean gone = !upstreamIds.contains(entry.getKey());
            if (gone) {
                forget(entry.getValue());
            }
            return gone;
        });
    }

    private Gauge watch(Upstream upstream, Circuit circuit) {
        return Gauge.builder("llmops.gateway.circuit", () -> circuit.level(clock.millis()))
                .description("0 closed, 1 half open, 2 open")
                .tag("upstream", upstream.id())
                .tag("name", upstream.name())
                .register(registry);
    }

    private void forget(@Nullable Named known) {
        if (known != null) {
            registry.remove(known.gauge);
        }
    }

    private record Named(long revision, Circuit circuit, Gauge gauge) {}
}
