// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.forge;

import dev.llmops.kernel.TenantId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A model endpoint that services point at. The credential stays sealed (AES-256-GCM under the master key) until the
 * provider opens it at the call.
 *
 * @param name unique per tenant; {@code ^[a-z0-9-]{1,64}$}
 * @param baseUrl ends in {@code /v1} for OpenAI-compatible endpoints, or names the server alone where the kind knows its paths;
 *     null for the simulator
 * @param sealedCredential null when the endpoint takes none
 * @param timeoutMillis until the first byte, and between any two bytes
 * @param latencyMillis simulator only: pause before the first token
 * @param tokenDelayMillis simulator only: pause between tokens of a stream
 * @param revision raised by every change
 */
public record Upstream(
        String id,
        TenantId tenant,
        String name,
        UpstreamKind kind,
        @Nullable String baseUrl,
        @Nullable String sealedCredential,
        long timeoutMillis,
        long latencyMillis,
        long tokenDelayMillis,
        long revision,
        Instant createdAt,
        Instant updatedAt) {
    @Override
    public String toString() {
        return "Upstream[" + id + ", " + name + ", " + kind + ", revision=" + revision + "]";
    }
}
