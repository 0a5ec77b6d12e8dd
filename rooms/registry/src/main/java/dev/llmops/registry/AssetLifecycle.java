// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import dev.llmops.registry.version.SemVer;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetRef;
import dev.llmops.contracts.registry.AssetStatus;
import dev.llmops.contracts.registry.RegistryEvent;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.platform.sql.Database;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Takes versions through their life. Of several who publish one version at a time one does it; the others find it
 * published. The row is held from the check to the commit.
 */
@Singleton
final class AssetLifecycle {
    private final Database database;
    private final Clock clock;

    AssetLifecycle(Database database, Clock clock) {
        this.database = database;
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

    Asset take(Caller caller, String id, Step step) {
        return database.change(caller, (sql, events) -> {
            AssetDao assets = new AssetDao(sql);
            Asset before = AssetCatalogue.required(assets, id, AssetDao.Hold.ALONE);
            if (step.isDone(before)) {
                return before;
            }
            requireLegal(before, step.to());
            Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            if (step.to() == AssetStatus.PUBLISHED) {
                PublicationChecks.require(assets, before);
            }
            if (step.to() == AssetStatus.DEPRECATED) {
                requireFuture(step.sunsetAt(), now);
                requireSuccessor(assets, before, step.successor());
            }
            Asset after = Changes.moved(before, step, now, caller.name());
            assets.update(caller.tenant().value(), after);
            events.append(new RegistryEvent.AssetStatusChanged(
                    after.id(),
                    before.status().wireName(),
                    after.status().wireName(),
                    step.reason(),
                    after.successor(),
                    after.sunsetAt()));
            return after;
        });
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
