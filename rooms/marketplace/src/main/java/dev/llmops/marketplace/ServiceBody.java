// SPDX-License-Identifier: Apache-2.0
package dev.llmops.marketplace;

import dev.llmops.contracts.marketplace.ServiceState;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A service on the wire. */
@Schema(name = "Service")
record ServiceBody(
        String id,
        String slug,
        String name,
        String version,
        ServiceState state,
        String description,
        String readme,
        String category,
        List<String> tags,
        String model,
        String registryRef,
        String upstream,
        String upstreamModel,
        PlanView plan,
        Person publisher,
        @Nullable String stateReason,
        @Nullable Instant sunsetAt,
        long revision,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant publishedAt) {
    ServiceBody {
        tags = List.copyOf(tags);
    }

    static ServiceBody of(Listing listing) {
        return new ServiceBody(
                listing.id(),
                listing.slug(),
                listing.texts().name(),
                listing.version(),
                listing.state(),
                listing.texts().description(),
                listing.texts().readme(),
                listing.texts().category(),
                listing.texts().tags(),
                listing.target().model(),
                listing.registryRef(),
                listing.target().upstream(),
                listing.target().upstreamModel(),
                PlanView.of(listing.target().plan()),
                Person.of(listing.publisher()),
                listing.stateReason(),
                listing.sunsetAt(),
                listing.revision(),
                listing.createdAt(),
                listing.updatedAt(),
                listing.publishedAt());
    }

    @Schema(name = "Party")
    record Person(String id, String name) {
        static Person of(Listing.Person person) {
            return new Person(person.id(), person.name());
        }
    }
}
