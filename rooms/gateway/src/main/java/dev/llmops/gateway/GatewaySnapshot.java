// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who may call what, at one moment. Immutable: every event loop reads it without a lock while the next is built. */
final class GatewaySnapshot {
    static final GatewaySnapshot EMPTY = new GatewaySnapshot(Map.of());

    private final Map<String, Admission> byHash;

    /** @param byHash by the HMAC of the key */
    GatewaySnapshot(Map<String, Admission> byHash) {
        this.byHash = byHash;
    }

    @Nullable
    Admission find(String hash) {
        return byHash.get(hash);
    }

    Map<String, Admission> byHash() {
        return byHash;
    }
}
