// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.provenance.Provenance;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetRef;
import dev.llmops.contracts.registry.AssetStatus;
import dev.llmops.contracts.registry.RegistryEvent;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.EventLog;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import dev.llmops.platform.sql.Database;
import dev.llmops.registry.alias.Alias;
import dev.llmops.registry.alias.Aliases;
import dev.llmops.registry.version.SemVer;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Takes versions through their life. Of several who publish one version at a time one does it; the others find it
 * published. The row is held from the check to the commit.
 */
@Singleton
final class AssetLifecycle {
    private static final int ATTEMPTS = 5;
    private static final int SHOWN_DEPENDENTS = 20;

    private final Database database;
    private final Aliases aliases;
    private final Instance<Provenance> provenance;
    private final Clock clock;

    AssetLifecycle(Database database, Aliases aliases, Instance<Provenance> provenance, Clock clock) {
        this.database = database;
        this.aliases = aliases;
        this.provenance = provenance;
        this.clock = clock;
    }

    /**
     * A step that is asked for.
     *
     * @param successor {@code name@version}, for a deprecation
     * @param sunsetAt when it will be retired, for a deprecation
     */
    record Step(
            AssetStatus to,
            @Nullable String reason,
            @Nullable String successor,
            @Nullable Instant sunsetAt) {
        Step {
            sunsetAt = sunsetAt == null ? null : sunsetAt.truncatedTo(ChronoUnit.MICROS);
        }

        /** Whether the version is where the step leads, and for the same reason where that matters. */
        boolean isDone(Asset asset) {
            if (asset.status() != to) {
                return false;
            }
            return to != AssetStatus.DEPRECATED
                    || (Objects.equals(reason, asset.statusReason())
                            && Objects.equals(successor, asset.successor())
                            && Objects.equals(sunsetAt, asset.sunsetAt()));
        }
    }

    /** Whether what depends on a version keeps it from being retired. */
    enum Dependence {
        RESPECTED,
        /** For an administrator, and for rooms that answer for it themselves. */
        OVERRULED
    }

    Asset take(Caller caller, String id, Step step) {
        return take(caller, id, step, Dependence.RESPECTED);
    }

    /** A draft that is changed while its signatures are asked for is taken anew. */
    Asset take(Caller caller, String id, Step step, Dependence dependence) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            String signed = step.to() == AssetStatus.PUBLISHED ? signedDigest(caller, id) : "";
            Optional<Asset> taken = database.change(
                    caller, (sql, events) -> taken(caller, sql, events, new Taking(id, step, dependence, signed)));
            if (taken.isPresent()) {
                return taken.get();
            }
        }
        throw new Problem(ErrorCode.CONFLICT, "The draft is being changed again and again; publish it when it rests");
    }

    /** @param signedDigest what the signatures were asked for */
    private record Taking(String id, Step step, Dependence dependence, String signedDigest) {}

    /** Empty when the draft is no longer what its signatures were asked for. */
    private Optional<Asset> taken(Caller caller, Handle sql, EventLog events, Taking taking) {
        Step step = taking.step();
        AssetDao assets = new AssetDao(sql);
        Asset before = AssetCatalogue.required(assets, taking.id(), AssetDao.Hold.ALONE);
        if (step.isDone(before)) {
            return Optional.of(before);
        }
        requireLegal(before, step.to());
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        switch (step.to()) {
            case PUBLISHED -> {
                if (!before.digest().equals(taking.signedDigest())) {
                    return Optional.empty();
                }
                PublicationChecks.require(assets, before);
            }
            case DEPRECATED -> {
                requireFuture(step.sunsetAt(), now);
                requireSuccessor(assets, before, step.successor());
            }
            case RETIRED -> leave(caller, sql, events, before, step, taking.dependence());
            case DRAFT -> throw new IllegalArgumentException("nothing becomes a draft");
        }
        Asset after = Changes.moved(before, step, now, caller.name());
        String tenant = caller.tenant().value();
        assets.update(tenant, after);
        Chronicle.note(sql, events, tenant, after.status().wireName(), before, after, step.reason());
        events.append(new RegistryEvent.AssetStatusChanged(
                after.id(),
                before.status().wireName(),
                after.status().wireName(),
                step.reason(),
                after.successor(),
                after.sunsetAt()));
        return Optional.of(after);
    }

    /** Asks for missing signatures before the transaction, since the answer comes from another connection. */
    private String signedDigest(Caller caller, String id) {
        Asset asset = database.read(
                caller.tenant(), sql -> AssetCatalogue.required(new AssetDao(sql), id, AssetDao.Hold.NOT));
        if (provenance.isResolvable() && asset.status() == AssetStatus.DRAFT) {
            List<Violation> findings = provenance.get().signatureFindings(caller, asset);
            if (!findings.isEmpty()) {
                throw new Problem(ErrorCode.CHECKS_FAILED, findings);
            }
        }
        return asset.digest();
    }

    /** Nobody may be left behind unless that is overruled; aliases then go with their target. */
    private void leave(Caller caller, Handle sql, EventLog events, Asset asset, Step step, Dependence dependence) {
        List<Alias> leading = Aliases.leadingTo(sql, asset.id());
        if (dependence == Dependence.RESPECTED) {
            List<String> dependents = new Dependents(sql).of(asset, leading, SHOWN_DEPENDENTS);
            if (!dependents.isEmpty()) {
                throw new Problem(
                        ErrorCode.HAS_DEPENDENTS,
                        dependents.stream()
                                .map(dependent ->
                                        new Violation("dependents", dependent, "nobody who needs " + asset.ref()))
                                .toList());
            }
        }
        leading.forEach(alias -> aliases.removeWithTarget(caller, sql, events, alias, step.reason()));
    }

    private static void requireLegal(Asset asset, AssetStatus to) {
        if (asset.status().canBecome(to)) {
            return;
        }
        String possible = Arrays.stream(AssetStatus.values())
                .filter(asset.status()::canBecome)
                .map(AssetStatus::wireName)
                .collect(Collectors.joining(" or "));
        throw new Problem(
                ErrorCode.INVALID_TRANSITION,
                asset.ref() + " is " + asset.status().wireName() + " and cannot become " + to.wireName()
                        + (possible.isEmpty() ? "; it stays as it is" : "; it can become " + possible));
    }

    private static void requireFuture(@Nullable Instant sunsetAt, Instant now) {
        if (sunsetAt != null && !sunsetAt.isAfter(now)) {
            throw Problem.invalid("sunset_at", sunsetAt, "a moment in the future");
        }
    }

    private static void requireSuccessor(AssetDao assets, Asset asset, @Nullable String successor) {
        if (successor == null) {
            return;
        }
        AssetRef ref = AssetRef.parse(asset.kind(), successor);
        boolean usable = !ref.equals(asset.ref())
                && SemVer.tryParse(ref.version()).isPresent()
                && assets.find(ref.kind(), ref.name(), ref.version(), AssetDao.Hold.NOT)
                        .filter(found -> found.status() != AssetStatus.RETIRED)
                        .isPresent();
        if (!usable) {
            throw Problem.invalid(
                    "successor",
                    successor,
                    "name@version of another " + asset.kind().wireName() + " that is registered and not retired");
        }
    }
}
