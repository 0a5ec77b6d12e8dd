// SPDX-License-Identifier: Apache-2.0
package dev.llmops.marketplace;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.contracts.marketplace.MarketplaceEvent;
import dev.llmops.contracts.marketplace.ServiceState;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.contracts.registry.AssetRef;
import dev.llmops.contracts.registry.Registry;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.EventLog;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Ulids;
import dev.llmops.kernel.Violation;
import dev.llmops.platform.sql.Database;
import dev.llmops.platform.web.ETags;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What a publisher does with listings: submit, correct, submit again, deprecate, retire. */
@Singleton
final class Publishing {
    private static final int MAX_WAITING = 1_000;

    private final Database database;
    private final Registry registry;
    private final PublicationWorker worker;
    private final Clock clock;

    Publishing(Database database, Registry registry, PublicationWorker worker, Clock clock) {
        this.database = database;
        this.registry = registry;
        this.worker = worker;
        this.clock = clock;
    }

    /** A listing made here; the registry's asset follows as a step of the publication. */
    Listing create(Caller caller, String slug, @Nullable String version, Listing.Texts texts, Listing.Target target) {
        Listing.Target pinned = pinned(caller, target);
        refuse(ListingRules.faults(slug, version == null ? "1.0.0" : version, texts, pinned));
        return submitNew(caller, slug, version, null, texts, pinned);
    }

    /** A listing of what the registry holds already. */
    Listing createFrom(Caller caller, String slug, String service) {
        Asset asset = asset(caller, service);
        ServiceAsset content = ServiceAsset.of(asset);
        Listing.Target pinned = pinned(caller, content.target());
        refuse(ListingRules.faults(slug, asset.version(), content.texts(), pinned));
        return submitNew(caller, slug, asset.version(), asset.ref().toString(), content.texts(), pinned);
    }

    private Listing submitNew(
            Caller caller,
            String slug,
            @Nullable String wantedVersion,
            @Nullable String registryRef,
            Listing.Texts texts,
            Listing.Target target) {
        Listing created = database.change(caller, (sql, events) -> {
            ListingDao dao = new ListingDao(sql);
            refuseWhenFull(sql);
            dao.lockSlug(caller.tenant(), slug);
            List<Listing> versions = dao.versions(slug);
            String version = wantedVersion == null ? Versions.next(versions) : wantedVersion;
            Listing.Person owner = Versions.owner(caller, slug, versions);
            Versions.refuseBackwards(versions, version);
            Listing listing = fresh(caller, slug, version, registryRef, owner, texts, target);
            if (!dao.insert(listing)) {
                throw new Problem(
                        ErrorCode.DUPLICATE,
                        Violation.of("version", version, "a version that " + slug + " does not have yet"));
            }
            submitted(sql, events, listing);
            return listing;
        });
        worker.wake();
        return created;
    }

    private Listing fresh(
            Caller caller,
            String slug,
            String version,
            @Nullable String registryRef,
            Listing.Person owner,
            Listing.Texts texts,
            Listing.Target target) {
        Instant now = now();
        return new Listing(
                Ulids.next(),
                caller.tenant(),
                slug,
                version,
                ServiceState.VALIDATING,
                false,
                texts,
                target,
                registryRef == null ? slug + "@" + version : registryRef,
                registryRef != null,
                null,
                null,
                null,
                owner,
                submitter(caller),
                null,
                null,
                null,
                1,
                1,
                now,
                now,
                null);
    }

    /** A draft again, after a correction. What came from the registry is read from there anew. */
    Listing submit(Caller caller, String id) {
        Listing draft = own(database.read(caller.tenant(), sql -> new ListingDao(sql).find(id)), caller, id);
        ServiceAsset content = draft.fromAsset() ? ServiceAsset.of(asset(caller, draft.registryRef())) : null;
        Listing submitted = database.change(caller, (sql, events) -> {
            ListingDao dao = new ListingDao(sql);
            Listing listing = own(dao.lock(id), caller, id);
            refuseWhenFull(sql);
            if (content != null) {
                dao.edit(id, listing.texts(), content.target(), now());
            }
            Lifecycle lifecycle = new Lifecycle(dao, events, now());
            lifecycle.move(listing, ServiceState.VALIDATING, null);
            dao.submitted(id, submitter(caller));
            new PublicationDao(sql).schedule(id, Work.Kind.CHECKS, now());
            Listing again = dao.find(id).orElseThrow();
            submitted(sql, events, again);
            return again;
        });
        worker.wake();
        return submitted;
    }

    /** Changes a draft, or the texts of what is published. */
    Listing edit(Caller caller, String id, ListingPatch patch, @Nullable String ifMatch) {
        return database.change(caller, (sql, events) -> {
            ListingDao dao = new ListingDao(sql);
            Listing listing = own(dao.lock(id), caller, id);
            ETags.require(ifMatch, listing.revision());
            refuseWhenFixed(listing, patch);
            Listing.Texts texts = patch.texts(listing.texts());
            Listing.Target target = patch.target(listing.target());
            refuse(ListingRules.faults(listing.slug(), listing.version(), texts, target));
            Listing edited = dao.edit(id, texts, target, now());
            String state = edited.state().wireName();
            events.append(new MarketplaceEvent.ServiceChanged(id, edited.slug(), state, state, "edited"));
            return edited;
        });
    }

    private static void refuseWhenFixed(Listing listing, ListingPatch patch) {
        switch (listing.state()) {
            case VALIDATING, PENDING_APPROVAL, RETIRED ->
                throw new Problem(
                        ErrorCode.INVALID_TRANSITION,
                        "state: '" + listing.state().wireName() + "' (expected: draft, active or deprecated)");
            case ACTIVE, DEPRECATED -> {
                if (patch.touchesTarget()) {
                    throw new Problem(
                            ErrorCode.VERSION_IMMUTABLE,
                            "Upstream and plan of a published version are fixed; publish a new version of "
                                    + listing.slug());
                }
            }
            case DRAFT -> {
                if (listing.fromAsset() && patch.touchesTarget()) {
                    throw new Problem(
                            ErrorCode.CONFLICT,
                            "Upstream and plan come from the registry's asset " + listing.registryRef()
                                    + "; change them there, then submit again");
                }
            }
        }
    }

    Listing deprecate(Caller caller, String id, @Nullable String reason, @Nullable Instant sunsetAt) {
        String why = reason(reason);
        if (sunsetAt != null && !sunsetAt.isAfter(now())) {
            throw Problem.invalid("sunset_at", sunsetAt, "a moment in the future");
        }
        return database.change(caller, (sql, events) -> {
            ListingDao dao = new ListingDao(sql);
            Listing listing = own(dao.lock(id), caller, id);
            Listing deprecated = new Lifecycle(dao, events, now()).move(listing, ServiceState.DEPRECATED, why);
            if (sunsetAt == null) {
                return deprecated;
            }
            dao.sunset(id, sunsetAt.truncatedTo(ChronoUnit.MICROS));
            new PublicationDao(sql).schedule(id, Work.Kind.RETIREMENT, sunsetAt);
            return dao.find(id).orElseThrow();
        });
    }

    Listing retire(Caller caller, String id, @Nullable String reason) {
        String why = reason(reason);
        return database.change(caller, (sql, events) -> {
            ListingDao dao = new ListingDao(sql);
            Listing listing = own(dao.lock(id), caller, id);
            Listing retired = new Lifecycle(dao, events, now()).move(listing, ServiceState.RETIRED, why);
            new PublicationDao(sql).done(id);
            return retired;
        });
    }

    private static void submitted(Handle sql, EventLog events, Listing listing) {
        new PublicationDao(sql).plan(listing.tenant(), listing.id(), listing.attempt());
        events.append(new MarketplaceEvent.ServiceSubmitted(listing.id(), listing.slug(), listing.version()));
    }

    private static Listing own(Optional<Listing> found, Caller caller, String id) {
        Listing listing = found.filter(candidate -> candidate.visibleTo(caller)).orElseThrow(() -> missing(id));
        if (!listing.ownedBy(caller)) {
            throw new Problem(
                    ErrorCode.FORBIDDEN,
                    "The service belongs to " + listing.publisher().name()
                            + "; only they and administrators change it");
        }
        return listing;
    }

    private static void refuseWhenFull(Handle sql) {
        if (new PublicationDao(sql).waiting(MAX_WAITING) >= MAX_WAITING) {
            throw new Problem(
                    ErrorCode.OVERLOADED,
                    "There are " + MAX_WAITING + " services waiting for their checks; submit this one in a minute",
                    Duration.ofMinutes(1));
        }
    }

    /** Says which version {@code latest} is today, so that what was checked is what is called. */
    private Listing.Target pinned(Caller caller, Listing.Target target) {
        int at = target.model().lastIndexOf('@');
        if (at >= 0 && !target.model().endsWith("@" + AssetRef.LATEST)) {
            return target;
        }
        AssetRef ref = AssetRef.parse(AssetKind.MODEL, target.model());
        String model =
                registry.find(caller, ref).map(asset -> asset.ref().toString()).orElse(ref.toString());
        return new Listing.Target(model, target.upstream(), target.upstreamModel(), target.plan());
    }

    private Asset asset(Caller caller, String service) {
        return registry.find(caller, AssetRef.parse(AssetKind.SERVICE, service))
                .orElseThrow(() -> Problem.notFound("service", service, "a service in your registry, as name@version"));
    }

    private static Listing.Submitter submitter(Caller caller) {
        return new Listing.Submitter(
                caller.principalId(),
                caller.name(),
                caller.permissions().stream().map(Permission::wireName).collect(Collectors.toSet()));
    }

    private static String reason(@Nullable String reason) {
        if (reason == null || reason.isBlank() || reason.length() > 1_000) {
            throw Problem.invalid(
                    "reason",
                    reason == null || reason.isBlank() ? null : reason,
                    "a sentence of at most 1,000 characters");
        }
        return reason;
    }

    private static void refuse(List<Violation> faults) {
        if (!faults.isEmpty()) {
            throw new Problem(ErrorCode.VALIDATION_FAILED, faults);
        }
    }

    static Problem missing(String service) {
        return Problem.notFound("service", service, "the id or slug of a service you can see");
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
