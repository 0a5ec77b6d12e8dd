// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.marketplace;

import dev.llmops.kernel.TenantId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can be called right now, over all tenants. For the gateway's snapshot only. */
public interface Offers {
    /** Every subscription that is not ended, with the service it buys; at most 200,000. */
    List<Offer> all();

    /**
     * @param slug what consumers send as {@code model}
     * @param version the service's version
     * @param upstreamId the upstream in forge
     * @param upstreamModel what the upstream calls the model
     * @param priceProvider with {@code priceModel}: the price list's names
     * @param serviceState only active and deprecated services are called
     */
    record Offer(
            String subscriptionId,
            TenantId tenant,
            String serviceId,
            String slug,
            String version,
            String model,
            SubscriptionState subscriptionState,
            ServiceState serviceState,
            Plan plan,
            String upstreamId,
            String upstreamModel,
            String priceProvider,
            String priceModel,
            @Nullable Instant sunsetAt,
            Instant publishedAt) {}
}
