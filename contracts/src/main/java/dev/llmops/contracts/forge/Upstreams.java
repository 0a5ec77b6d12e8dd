// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.forge;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.kernel.Violation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The upstreams of a tenant, as other rooms see them. */
public interface Upstreams {
    Optional<Upstream> find(Caller caller, String name);

    /** The same by id, which outlives a change of the name. */
    default Optional<Upstream> byId(Caller caller, String id) {
        return all().stream()
                .filter(upstream ->
                        upstream.id().equals(id) && upstream.tenant().equals(caller.tenant()))
                .findFirst();
    }

    /** Creates the upstream, or returns the one of that name when it says the same. */
    Upstream register(Caller caller, Registration registration);

    /** Every upstream of every tenant, for the gateway's snapshot; at most 20,000. */
    List<Upstream> all();

    /**
     * Sends one short real call ({@code max_tokens} 8) and judges the answer: reachable, authenticated, well-formed,
     * with usage. Never throws for what the upstream does; takes 10 s at most.
     */
    Probe probe(Caller caller, String upstreamId, String upstreamModel);

    /**
     * @param credential the provider's key, sent as its kind wants it; sealed at once
     */
    record Registration(
            String name,
            UpstreamKind kind,
            @Nullable String baseUrl,
            @Nullable String credential,
            @Nullable Long timeoutMillis,
            @Nullable Long latencyMillis,
            @Nullable Long tokenDelayMillis) {
        @Override
        public String toString() {
            return "Registration[" + name + ", " + kind + ", " + baseUrl + "]";
        }
    }

    /** What the probe found; no findings means that it passed. */
    record Probe(boolean passed, @Nullable Duration latency, List<Violation> findings) {
        public Probe {
            findings = List.copyOf(findings);
        }
    }
}
