// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetStatus;
import dev.llmops.contracts.registry.Registry.Applied;
import dev.llmops.contracts.registry.Registry.Outcome;
import dev.llmops.contracts.registry.RegistryEvent;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.EventLog;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Ulids;
import dev.llmops.kernel.Violation;
import dev.llmops.platform.sql.Database;
import dev.llmops.registry.dependency.CycleCheck;
import dev.llmops.registry.dependency.VersionChoice;
import dev.llmops.registry.kind.KindDao;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Brings the registry to what manifests say: all of them or none. Saying it again changes nothing. */
@Singleton
final class AssetRegistration {
    private static final int ATTEMPTS = 3;

    private final Database database;
    private final VersionChoice choice;
    private final Clock clock;

    AssetRegistration(Database database, VersionChoice choice, Clock clock) {
        this.database = database;
        this.choice = choice;
        this.clock = clock;
    }

    /**
     * What became of one manifest.
     *
     * @param before the version as it was; null when it was not there
     */
    record Reconciled(Applied applied, @Nullable Asset before) {}

    List<Applied> apply(Caller caller, List<Manifest> manifests, boolean dryRun) {
        return reconcile(caller, manifests, dryRun).stream()
                .map(Reconciled::applied)
                .toList();
    }

    /** In the order of the manifests. A dry run refuses what a real one would, and keeps nothing. */
    List<Reconciled> reconcile(Caller caller, List<Manifest> manifests, boolean dryRun) {
        if (dryRun) {
            return database.read(
                    caller.tenant(),
                    sql -> inOrder(manifests, new Transaction(caller, new AssetDao(sql), event -> {}, true)));
        }
        return database.change(
                caller, (sql, events) -> inOrder(manifests, new Transaction(caller, new AssetDao(sql), events, false)));
    }

    /** Registers versions that must be new, all in one transaction. Empty in the place of one that exists. */
    List<Optional<Asset>> createAll(Caller caller, List<Manifest> manifests) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        List<Asset> drafts = manifests.stream()
                .map(manifest -> Changes.draft(Ulids.next(), manifest, now, caller.name()))
                .toList();
        return database.change(caller, (sql, events) -> {
            requireKinds(sql, drafts);
            Set<String> created = new AssetBatchDao(sql).insert(caller.tenant().value(), drafts);
            List<Asset> fresh = drafts.stream()
                    .filter(draft -> created.contains(draft.id()))
                    .toList();
            CycleCheck.require(sql, choice, caller.tenant(), fresh);
            events.appendAll(
                    fresh.stream().map(RegistryEvent.AssetRegistered::of).toList());
            return drafts.stream()
                    .map(draft -> created.contains(draft.id()) ? Optional.of(draft) : Optional.<Asset>empty())
                    .toList();
        });
    }

    /** Holds the kinds that administrators made, so that they are there at the commit. */
    static void requireKinds(Handle sql, List<Asset> assets) {
        assets.stream()
                .map(Asset::kind)
                .filter(kind -> !kind.isBuiltIn())
                .distinct()
                .sorted()
                .forEach(kind -> {
                    if (!new KindDao(sql).hold(kind.wireName())) {
                        throw new Problem(
                                ErrorCode.CONFLICT, "The kind " + kind + " is just being removed; register it again");
                    }
                });
    }

    /** Rows are taken in one order by everybody, so that two sets of manifests never wait for each other in a circle. */
    private static List<Reconciled> inOrder(List<Manifest> manifests, Transaction transaction) {
        Map<String, Reconciled> results = new LinkedHashMap<>();
        List<Violation> refusals = new ArrayList<>();
        manifests.stream().sorted(Comparator.comparing(Manifest::identity)).forEach(manifest -> {
            List<Violation> contradictions = new ArrayList<>();
            Reconciled applied = transaction.apply(manifest, contradictions);
            refusals.addAll(contradictions);
            results.put(manifest.identity(), applied);
        });
        if (!refusals.isEmpty()) {
            throw new Problem(ErrorCode.VERSION_IMMUTABLE, refusals);
        }
        return manifests.stream()
                .map(manifest -> Objects.requireNonNull(results.get(manifest.identity())))
                .toList();
    }

    private final class Transaction {
        private final Caller caller;
        private final AssetDao assets;
        private final EventLog events;
        private final boolean dryRun;
        private final Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);

        Transaction(Caller caller, AssetDao assets, EventLog events, boolean dryRun) {
            this.caller = caller;
            this.assets = assets;
            this.events = events;
            this.dryRun = dryRun;
        }

        Reconciled apply(Manifest manifest, List<Violation> contradictions) {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                Optional<Asset> existing = assets.find(
                        manifest.kind(),
                        manifest.name(),
                        manifest.version().toString(),
                        dryRun ? AssetDao.Hold.NOT : AssetDao.Hold.ALONE);
                if (existing.isPresent()) {
                    return reconciled(existing.get(), manifest, contradictions);
                }
                Optional<Asset> created = created(manifest);
                if (created.isPresent()) {
                    return new Reconciled(new Applied(Outcome.CREATED, created.get()), null);
                }
            }
            throw new Problem(
                    ErrorCode.CONFLICT, manifest.identity() + " is being created and deleted by others; try again");
        }

        /** Empty when the version exists. */
        Optional<Asset> created(Manifest manifest) {
            Asset asset = Changes.draft(Ulids.next(), manifest, now, caller.name());
            if (dryRun) {
                return Optional.of(asset);
            }
            requireKinds(assets.sql(), List.of(asset));
            if (!assets.insert(caller.tenant().value(), asset)) {
                return Optional.empty();
            }
            CycleCheck.require(assets.sql(), choice, caller.tenant(), List.of(asset));
            events.append(RegistryEvent.AssetRegistered.of(asset));
            return Optional.of(asset);
        }

        private Reconciled reconciled(Asset existing, Manifest manifest, List<Violation> contradictions) {
            boolean sameContent = Changes.contentOf(existing).equals(manifest.content());
            boolean sameDigest = existing.digest().equals(manifest.digest());
            if (sameDigest && sameContent) {
                return new Reconciled(new Applied(Outcome.UNCHANGED, existing), existing);
            }
            if (!sameDigest && existing.status() != AssetStatus.DRAFT) {
                contradictions.addAll(Changes.immutableDifferences(existing, manifest));
                return new Reconciled(new Applied(Outcome.UNCHANGED, existing), existing);
            }
            Asset updated = Changes.rewritten(existing, manifest, now, caller.name());
            if (!dryRun) {
                String tenant = caller.tenant().value();
                assets.update(tenant, updated);
                CycleCheck.require(assets.sql(), choice, caller.tenant(), List.of(updated));
                Chronicle.note(assets.sql(), events, tenant, "updated", existing, updated, null);
                events.append(new RegistryEvent.AssetUpdated(updated.id(), updated.revision()));
            }
            return new Reconciled(new Applied(Outcome.UPDATED, updated), existing);
        }
    }
}
