// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.route;

import dev.llmops.contracts.forge.Upstream;
import dev.llmops.gateway.route.RouteSpec.Breaker;
import dev.llmops.gateway.route.RouteSpec.TargetSpec;
import dev.llmops.kernel.TenantId;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What each target of each route does. A target that is defined otherwise than before starts anew. */
@Singleton
public final class TargetStates {
    private final Map<Key, Known> states = new ConcurrentHashMap<>();
    private final MeterRegistry registry;
    private final Clock clock;

    @Inject
    public TargetStates(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
    }

    record Key(TenantId tenant, String service, String target) {}

    /** What a state was measured of. */
    private record Measured(String upstreamId, long revision, String upstreamModel, Breaker rule) {}

    private record Known(Measured of, TargetState state, List<Meter> meters) {}

    TargetState of(Key key, TargetSpec spec, @Nullable Upstream upstream, Breaker rule) {
        Measured measured = measured(spec, upstream, rule);
        return states.compute(key, (same, known) -> {
                    if (known != null && known.of.equals(measured)) {
                        return known;
                    }
                    forget(known);
                    TargetState state = new TargetState(rule);
                    return new Known(measured, state, watch(key, state));
                })
                .state;
    }

    /** The same to look at: a target that no call could use yet has a state that is kept nowhere. */
    TargetState seen(Key key, TargetSpec spec, @Nullable Upstream upstream, Breaker rule) {
        Known known = states.get(key);
        return known != null && known.of.equals(measured(spec, upstream, rule)) ? known.state : new TargetState(rule);
    }

    /** Those of a tenant, in the order of their names. */
    Map<Key, TargetState> of(TenantId tenant) {
        Map<Key, TargetState> own =
                new TreeMap<>(Comparator.comparing(Key::service).thenComparing(Key::target));
        states.forEach((key, known) -> {
            if (key.tenant.equals(tenant)) {
                own.put(key, known.state);
            }
        });
        return own;
    }

    void retain(Set<Key> keys) {
        states.entrySet().removeIf(entry -> {
            boolean gone = !keys.contains(entry.getKey());
            if (gone) {
                forget(entry.getValue());
            }
            return gone;
        });
    }

    private static Measured measured(TargetSpec spec, @Nullable Upstream upstream, Breaker rule) {
        return new Measured(spec.upstreamId(), upstream == null ? 0 : upstream.revision(), spec.upstreamModel(), rule);
    }

    private List<Meter> watch(Key key, TargetState state) {
        Tags tags = Tags.of("tenant", key.tenant.value(), "service", key.service, "target", key.target);
        return List.of(
                Gauge.builder("llmops.gateway.target.circuit", () -> state.circuit()
                                .level(clock.millis()))
                        .description("0 closed, 1 half open, 2 open")
                        .tags(tags)
                        .register(registry),
                Gauge.builder("llmops.gateway.target.under_way", state::underWay)
                        .tags(tags)
                        .register(registry));
    }

    private void forget(@Nullable Known known) {
        if (known != null) {
            known.meters.forEach(registry::remove);
        }
    }
}
