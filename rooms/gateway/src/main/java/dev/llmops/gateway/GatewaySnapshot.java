// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import dev.llmops.contracts.forge.Upstream;
import dev.llmops.contracts.identity.KeyGrant;
import dev.llmops.contracts.marketplace.Offers.Offer;
import dev.llmops.gateway.route.Circuit;
import dev.llmops.gateway.route.Circuits;
import dev.llmops.gateway.route.RouteCompiler;
import dev.llmops.gateway.route.SnapshotRoutes;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who may call what, at one moment. Immutable: every event loop reads it without a lock while the next is built. */
final class GatewaySnapshot {
    static final GatewaySnapshot EMPTY = new GatewaySnapshot(Map.of());

    private final Map<String, Admission> byHash;

    private GatewaySnapshot(Map<String, Admission> byHash) {
        this.byHash = byHash;
    }

    static GatewaySnapshot of(SnapshotContents contents, UseTable uses, Circuits circuits, RouteCompiler compiler) {
        Map<String, Upstream> upstreams =
                HashMap.newHashMap(contents.upstreams().size());
        contents.upstreams().forEach(upstream -> upstreams.put(upstream.id(), upstream));
        SnapshotRoutes routes = new SnapshotRoutes(contents.allRoutes(), upstreams::get, compiler);
        Map<String, Entitlement> entitlements =
                HashMap.newHashMap(contents.offers().size());
        for (Offer offer : contents.offers()) {
            Upstream upstream = upstreams.get(offer.upstreamId());
            // An upstream of another tenant is no upstream: the border holds here even if a writer got it wrong.
            if (upstream != null && !upstream.tenant().equals(offer.tenant())) {
                upstream = null;
            }
            Circuit circuit = upstream == null ? null : circuits.of(upstream);
            entitlements.put(
                    offer.subscriptionId(),
                    new Entitlement(
                            offer,
                            upstream,
                            circuit,
                            routes.of(offer),
                            routes.cacheOf(offer),
                            uses.of(offer.subscriptionId())));
        }
        Map<String, Admission> byHash = HashMap.newHashMap(contents.keys().size());
        for (KeyGrant key : contents.keys()) {
            byHash.put(key.hash(), new Admission(key, entitlementOf(key, entitlements)));
        }
        compiler.retain(contents.allRoutes());
        circuits.retain(upstreams.keySet());
        uses.prune(entitlements.keySet());
        return new GatewaySnapshot(byHash);
    }

    private static @Nullable Entitlement entitlementOf(KeyGrant key, Map<String, Entitlement> entitlements) {
        Entitlement entitlement = key.subscriptionId() == null ? null : entitlements.get(key.subscriptionId());
        return entitlement != null && entitlement.offer().tenant().equals(key.tenant()) ? entitlement : null;
    }

    @Nullable
    Admission find(String hash) {
        return byHash.get(hash);
    }

    Map<String, Admission> byHash() {
        return byHash;
    }
}
