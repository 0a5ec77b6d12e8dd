// SPDX-License-Identifier: Apache-2.0
package dev.llmops.marketplace;

import dev.llmops.contracts.forge.Upstream;
import dev.llmops.contracts.forge.UpstreamKind;
import dev.llmops.contracts.forge.Upstreams;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.kernel.Violation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Upstreams whose probes answer what the test says; unknown ones do not exist. */
final class UpstreamsFake implements Upstreams {
    static final Probe PASSES = new Probe(true, Duration.ofMillis(7), List.of());
    static final Probe FAILS = new Probe(
            false, null, List.of(Violation.of("base_url", "http://127.0.0.1:1", "an upstream that can be reached")));

    final Map<String, Supplier<Probe>> probes = new ConcurrentHashMap<>();

    UpstreamsFake with(String name, Supplier<Probe> probe) {
        probes.put(name, probe);
        return this;
    }

    @Override
    public Optional<Upstream> find(Caller caller, String name) {
        if (!probes.containsKey(name)) {
            return Optional.empty();
        }
        Instant at = Instant.parse("2026-01-01T00:00:00Z");
        return Optional.of(new Upstream(
                "id-of-" + name, caller.tenant(), name, UpstreamKind.SIMULATOR, null, null, 1_000, 0, 0, 1, at, at));
    }

    @Override
    public Probe probe(Caller caller, String upstreamId, String upstreamModel) {
        Supplier<Probe> probe = probes.get(upstreamId.substring("id-of-".length()));
        return probe == null ? FAILS : probe.get();
    }

    @Override
    public Upstream register(Caller caller, Registration registration) {
        throw new UnsupportedOperationException("the marketplace registers no upstream");
    }

    @Override
    public List<Upstream> all() {
        throw new UnsupportedOperationException("the marketplace asks for single upstreams");
    }
}
