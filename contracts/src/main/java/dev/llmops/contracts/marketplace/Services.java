// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.marketplace;

import dev.llmops.contracts.identity.Caller;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The services of a tenant, as other rooms see them. */
public interface Services {
    /** By id, or by slug: the version that subscribers get. Empty when there is none that the caller can see. */
    Optional<Service> find(Caller caller, String idOrSlug);

    /**
     * @param slug what consumers send as {@code model}
     * @param model the registry's model, {@code name@version}
     * @param upstream the upstream's name
     * @param priceProvider with {@code priceModel}: the price list's names; null before they are known
     * @param publisher who it belongs to, for people to read
     * @param changeable whether the caller may change it
     */
    record Service(
            String id,
            String slug,
            String model,
            String upstream,
            String upstreamModel,
            @Nullable String priceProvider,
            @Nullable String priceModel,
            String publisher,
            boolean changeable) {}
}
