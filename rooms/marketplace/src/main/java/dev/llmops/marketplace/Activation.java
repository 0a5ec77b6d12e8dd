// SPDX-License-Identifier: Apache-2.0
package dev.llmops.marketplace;

import dev.llmops.contracts.marketplace.ServiceState;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.contracts.registry.AssetRef;
import dev.llmops.contracts.registry.AssetStatus;
import dev.llmops.contracts.registry.Registry;
import dev.llmops.kernel.EventLog;
import dev.llmops.kernel.Violation;
import dev.llmops.platform.sql.Database;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The last step: the registry's versions are published, then subscribers get this one instead of the one before. What
 * the registry published stays published also when the rest fails: a version is a promise to everybody, not only here.
 */
@Singleton
final class Activation {
    private final Database database;
    private final Registry registry;

    Activation(Database database, Registry registry) {
        this.database = database;
        this.registry = registry;
    }

    /** Publishes the service's asset, and its model when that is a draft still; outside of any transaction. */
    List<Violation> publishVersions(Listing listing) {
        Optional<Listing> current = database.read(listing.tenant(), sql -> new ListingDao(sql).current(listing.slug()));
        if (current.isPresent()
                && !Versions.newer(listing.version(), current.get().version())) {
            return List.of(Checks.backwards(listing, current.get()));
        }
        List<Violation> findings = publish(
                listing,
                AssetRef.parse(AssetKind.MODEL, listing.target().model()),
                "the service " + listing.slug() + " " + listing.version() + " builds on it");
        return findings.isEmpty()
                ? publish(
                        listing,
                        AssetRef.parse(AssetKind.SERVICE, listing.registryRef()),
                        "approved for the marketplace as " + listing.slug())
                : findings;
    }

    private List<Violation> publish(Listing listing, AssetRef ref, String reason) {
        String field = ref.kind().wireName();
        Optional<Asset> found = registry.find(listing.actor(), ref);
        if (found.isEmpty()) {
            return List.of(Violation.of(field, ref.toString(), "a version in your registry"));
        }
        Asset asset = found.get();
        if (Checks.over(asset)) {
            return List.of(Violation.of(
                    field, ref + " (" + asset.status().wireName() + ")", "a version that is not at its end"));
        }
        if (asset.status() == AssetStatus.DRAFT) {
            registry.publish(listing.actor(), asset.id(), reason);
        }
        return List.of();
    }

    /** Makes the listing the current one of its slug; the one before is retired, its subscribers go on with this one. */
    List<Violation> complete(Handle sql, EventLog events, Work work, Instant now) {
        ListingDao dao = new ListingDao(sql);
        dao.lockSlug(work.listing().tenant(), work.listing().slug());
        Listing listing = dao.lock(work.listing().id()).orElseThrow();
        Optional<Listing> current = dao.lockCurrent(listing.slug());
        if (current.isPresent()
                && !Versions.newer(listing.version(), current.get().version())) {
            return List.of(Checks.backwards(listing, current.get()));
        }
        Lifecycle lifecycle = new Lifecycle(dao, events, now);
        PublicationDao publication = new PublicationDao(sql);
        current.ifPresent(previous -> {
            if (previous.state() != ServiceState.RETIRED) {
                lifecycle.move(previous, ServiceState.RETIRED, "replaced by version " + listing.version());
            }
            publication.done(previous.id());
            dao.replaced(previous.id());
        });
        lifecycle.move(listing, ServiceState.ACTIVE, null);
        publication.ended(listing, StepName.ACTIVATION, Step.Result.PASSED, List.of(), now);
        publication.done(listing.id());
        return List.of();
    }
}
