// SPDX-License-Identifier: Apache-2.0
package dev.llmops.marketplace;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.marketplace.Services;
import dev.llmops.platform.sql.Database;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Shows listings to other rooms, as the catalogue shows them to people. */
@Singleton
final class ServiceDoor implements Services {
    private final Database database;

    ServiceDoor(Database database) {
        this.database = database;
    }

    @Override
    public Optional<Service> find(Caller caller, String idOrSlug) {
        return database.<Optional<Listing>>read(
                        caller.tenant(), sql -> Catalogue.resolve(new ListingDao(sql), caller, idOrSlug))
                .map(listing -> new Service(
                        listing.id(),
                        listing.slug(),
                        listing.target().model(),
                        listing.target().upstream(),
                        listing.target().upstreamModel(),
                        listing.priceProvider(),
                        listing.priceModel(),
                        listing.publisher().name(),
                        listing.ownedBy(caller)));
    }
}
