// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import dev.llmops.contracts.forge.Upstream;
import dev.llmops.contracts.marketplace.Offers.Offer;
import dev.llmops.gateway.cache.AnswerCache.Asker;
import dev.llmops.gateway.cache.CacheTurn;
import dev.llmops.gateway.cache.ServiceCache;
import dev.llmops.gateway.dialect.ClientDialect;
import dev.llmops.gateway.dialect.ClientRequest;
import dev.llmops.gateway.route.RoutePlan;
import dev.llmops.gateway.route.Target;
import org.jspecify.annotations.Nullable;

/** Asks the cache on behalf of a call whose way is known: an answer counts for the model that the call would go to. */
final class CachedAnswers {
    private CachedAnswers() {}

    /** Null for a service whose answers are not kept. Throws {@code RefusedCall} for a wish that cannot be read. */
    static @Nullable CacheTurn turn(
            DataPlane plane,
            ClientSide exchange,
            ClientDialect dialect,
            Entitlement entitlement,
            ClientRequest request,
            @Nullable RoutePlan plan,
            byte[] body) {
        ServiceCache cache = entitlement.cache();
        if (cache == null || !dialect.billed()) {
            return null;
        }
        Offer offer = entitlement.offer();
        return plane.answers()
                .turn(
                        cache,
                        new Asker(
                                offer.tenant().value(),
                                offer.subscriptionId(),
                                offer.serviceId() + "@" + offer.version()),
                        dialect,
                        request,
                        body,
                        target(entitlement, plan),
                        exchange.requestHeaders());
    }

    private static String target(Entitlement entitlement, @Nullable RoutePlan plan) {
        if (plan == null) {
            return name("", entitlement.upstream(), entitlement.offer().upstreamModel());
        }
        Target first = plan.order().getFirst();
        return name(first.id(), first.upstream(), first.upstreamModel());
    }

    private static String name(String id, @Nullable Upstream upstream, String model) {
        return upstream == null ? "" : id + "\n" + upstream.id() + "\n" + upstream.revision() + "\n" + model;
    }
}
