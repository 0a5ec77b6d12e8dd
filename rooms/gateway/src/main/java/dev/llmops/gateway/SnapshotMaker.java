// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import dev.llmops.contracts.forge.Upstream;
import dev.llmops.contracts.identity.KeyGrant;
import dev.llmops.contracts.marketplace.Offers.Offer;
import dev.llmops.gateway.limit.Meters;
import dev.llmops.gateway.limit.SnapshotLimits;
import dev.llmops.gateway.route.Circuit;
import dev.llmops.gateway.route.Circuits;
import dev.llmops.gateway.route.RouteCompiler;
import dev.llmops.gateway.route.SnapshotRoutes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes snapshots. What counts and measures outlives them: the next one finds it as it stands. */
@Singleton
final class SnapshotMaker {
    private final UseTable uses;
    private final Circuits circuits;
    private final RouteCompiler compiler;
    private final Meters meters;

    @Inject
    SnapshotMaker(UseTable uses, Circuits circuits, RouteCompiler compiler, Meters meters) {
        this.uses = uses;
        this.circuits = circuits;
        this.compiler = compiler;
        this.meters = meters;
    }

    GatewaySnapshot make(SnapshotContents contents) {
        Map<String, Upstream> upstreams =
                HashMap.newHashMap(contents.upstreams().size());
        contents.upstreams().forEach(upstream -> upstreams.put(upstream.id(), upstream));
        Map<String, Entitlement> entitlements = entitlements(contents, upstreams);
        SnapshotLimits limits = new SnapshotLimits(contents.allLimits(), meters);
        Map<String, Admission> byHash = HashMap.newHashMap(contents.keys().size());
        for (KeyGrant key : contents.keys()) {
            byHash.put(key.hash(), new Admission(key, entitlementOf(key, entitlements), limits.of(key)));
        }
        compiler.retain(contents.allRoutes());
        circuits.retain(upstreams.keySet());
        uses.prune(entitlements.keySet());
        meters.retain(contents.allLimits());
        return new GatewaySnapshot(byHash);
    }

    private Map<String, Entitlement> entitlements(SnapshotContents contents, Map<String, Upstream> upstreams) {
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
        return entitlements;
    }

    private static @Nullable Entitlement entitlementOf(KeyGrant key, Map<String, Entitlement> entitlements) {
        Entitlement entitlement = key.subscriptionId() == null ? null : entitlements.get(key.subscriptionId());
        return entitlement != null && entitlement.offer().tenant().equals(key.tenant()) ? entitlement : null;
    }
}
