// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.llmops.contracts.forge.Upstream;
import dev.llmops.contracts.marketplace.Offers.Offer;
import dev.llmops.contracts.marketplace.SubscriptionState;
import dev.llmops.gateway.cache.ServiceCache;
import dev.llmops.gateway.dialect.OpenAiError;
import dev.llmops.gateway.dialect.RefusedCall;
import dev.llmops.gateway.route.Circuit;
import dev.llmops.gateway.route.ServiceRoute;
import dev.llmops.kernel.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * What the keys of one subscription may call, with everything a call needs worked out beforehand. Identity matters, not
 * content: one per subscription and snapshot.
 */
final class Entitlement {
    private final Offer offer;
    private final @Nullable Upstream upstream;
    private final @Nullable Circuit circuit;
    private final @Nullable ServiceRoute route;
    private final @Nullable ServiceCache cache;
    private final SubscriptionUse use;
    private final PlanLimits limits;
    private final byte[] upstreamModelLiteral;

    Entitlement(
            Offer offer,
            @Nullable Upstream upstream,
            @Nullable Circuit circuit,
            @Nullable ServiceRoute route,
            @Nullable ServiceCache cache,
            SubscriptionUse use) {
        this.offer = offer;
        this.upstream = upstream;
        this.circuit = circuit;
        this.route = route;
        this.cache = cache;
        this.use = use;
        this.limits = PlanLimits.of(offer.plan());
        this.upstreamModelLiteral = OpenAiError.literal(offer.upstreamModel()).getBytes(UTF_8);
    }

    Offer offer() {
        return offer;
    }

    /** Null when the upstream was deleted. */
    @Nullable
    Upstream upstream() {
        return upstream;
    }

    @Nullable
    Circuit circuit() {
        return circuit;
    }

    /** Null for a service whose calls all go to its own upstream. */
    @Nullable
    ServiceRoute route() {
        return route;
    }

    /** Null for a service whose answers are not kept. */
    @Nullable
    ServiceCache cache() {
        return cache;
    }

    void upstreamAnswered() {
        if (circuit != null) {
            circuit.succeeded();
        }
    }

    SubscriptionUse use() {
        return use;
    }

    PlanLimits limits() {
        return limits;
    }

    byte[] upstreamModelLiteral() {
        return upstreamModelLiteral;
    }

    @Nullable
    RefusedCall refusal() {
        return offer.subscriptionState() == SubscriptionState.ACTIVE
                ? null
                : RefusedCall.of(
                        ErrorCode.SUBSCRIPTION_INACTIVE,
                        "The subscription of this key is "
                                + offer.subscriptionState().wireName() + "; resume it to make calls.");
    }

    boolean serves(String model) {
        return offer.serviceState().callable() && offer.slug().equals(model);
    }
}
