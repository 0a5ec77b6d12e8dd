// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import dev.llmops.contracts.analytics.UsageRecord;
import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.contracts.gateway.CallStatus;
import dev.llmops.contracts.identity.KeyGrant;
import dev.llmops.contracts.marketplace.Offers.Offer;
import dev.llmops.gateway.dialect.ClientDialect;
import dev.llmops.gateway.dialect.ClientRequest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A call that was admitted: by whom, for what, and what was reserved for it. */
record AskedCall(
        String callId,
        ClientDialect dialect,
        Admission admission,
        Entitlement entitlement,
        ClientRequest request,
        Admittance.Granted granted,
        long startedMillis,
        long startedNanos) {
    UsageRecord record(
            CallStatus how, @Nullable String errorCode, long durationMillis, long ttftMillis, TokenUsage used) {
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
                offer.model(),
                offer.priceProvider(),
                offer.priceModel(),
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
