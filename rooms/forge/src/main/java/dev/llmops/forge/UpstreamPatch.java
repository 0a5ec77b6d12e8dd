// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import dev.llmops.contracts.forge.Upstream;
import dev.llmops.contracts.forge.UpstreamKind;
import dev.llmops.contracts.forge.Upstreams.Registration;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What is to change of an upstream; null leaves as it is.
 *
 * @param credential the empty text takes the credential away
 */
@Schema(name = "UpstreamChange")
record UpstreamPatch(
        @Nullable String name,

        @Schema(implementation = UpstreamKind.class) @Nullable
        String kind,

        @Nullable String baseUrl,
        @Nullable String credential,
        @Nullable Long timeoutMs,
        @Nullable Long latencyMs,
        @Nullable Long tokenDelayMs) {
    /** The upstream as it would be registered with the change. */
    Registration on(Upstream known) {
        UpstreamKind newKind = kind == null ? known.kind() : UpstreamKind.parse(kind);
        boolean becomesSimulator = newKind == UpstreamKind.SIMULATOR && known.kind() != UpstreamKind.SIMULATOR;
        return new Registration(
                name == null ? known.name() : name,
                newKind,
                baseUrl == null && !becomesSimulator ? known.baseUrl() : baseUrl,
                credential == null || credential.isEmpty() ? null : credential,
                timeoutMs == null ? Long.valueOf(known.timeoutMillis()) : timeoutMs,
                latencyMs == null ? waits(known.latencyMillis(), newKind) : latencyMs,
                tokenDelayMs == null ? waits(known.tokenDelayMillis(), newKind) : tokenDelayMs);
    }

    private static Long waits(long before, UpstreamKind kind) {
        return kind == UpstreamKind.SIMULATOR ? before : 0;
    }

    @Override
    public String toString() {
        return "UpstreamPatch[" + name + ", " + kind + ", " + baseUrl + "]";
    }
}
