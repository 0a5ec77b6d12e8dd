// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import dev.llmops.contracts.analytics.UsageRecord;
import dev.llmops.contracts.forge.Inference;
import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.forge.Upstream;
import dev.llmops.contracts.gateway.CallStatus;
import dev.llmops.contracts.identity.KeyGrant;
import dev.llmops.contracts.marketplace.Offers.Offer;
import dev.llmops.gateway.dialect.ClientDialect;
import dev.llmops.gateway.dialect.ClientRequest;
import dev.llmops.gateway.route.Target.Prices;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A call that was admitted: by whom, for what, and what was reserved for it. */
record AskedCall(
        String callId,
        ClientDialect dialect,
        Admission admission,
        Entitlement entitlement,
        ClientRequest request,
        Reservation reservation,
        long startedMillis,
        long startedNanos) {
    /** The call as an upstream is asked it. */
    Inference.Request at(String id, Upstream upstream, String upstreamModel, ByteBuffer body, long timeoutMillis) {
        return new Inference.Request(
                id,
                upstream,
                upstreamModel,
                dialect.spoken(),
                body,
                request.stream(),
                request.clientWantsUsage(),
                timeoutMillis);
    }

    /** @param answering what the record says of the target of a route; null where the service's own upstream answers */
    UsageRecord record(
            @Nullable Prices answering,
            CallStatus how,
            @Nullable String errorCode,
            long durationMillis,
            long ttftMillis,
            TokenUsage used) {
        Offer offer = entitlement.offer();
        KeyGrant key = admission.grant();
        return new UsageRecord(
                callId,
                offer.tenant(),
                offer.subscriptionId(),
                key.id(),
                offer.serviceId(),
                offer.slug(),
                offer.version(),
                answering == null ? offer.model() : answering.model(),
                answering == null ? offer.priceProvider() : answering.provider(),
                answering == null ? offer.priceModel() : answering.priceModel(),
                Instant.ofEpochMilli(startedMillis),
                durationMillis,
                ttftMillis,
                request.stream(),
                how,
                errorCode,
                used,
                false);
    }
}
