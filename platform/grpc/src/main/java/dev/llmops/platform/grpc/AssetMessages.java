// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.grpc;

import com.google.protobuf.Timestamp;
import dev.llmops.contracts.registry.AssetDependency;
import dev.llmops.contracts.registry.AssetQuery;
import dev.llmops.contracts.registry.AssetStatus;
import dev.llmops.contracts.registry.Registry;
import dev.llmops.kernel.Problem;
import dev.llmops.wire.registry.v1.Asset;
import dev.llmops.wire.registry.v1.AssetSort;
import dev.llmops.wire.registry.v1.Dependency;
import dev.llmops.wire.registry.v1.DependencyType;
import dev.llmops.wire.registry.v1.Outcome;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Versions of the registry as messages, and the words of messages as the registry's. */
final class AssetMessages {
    private AssetMessages() {}

    static Asset of(dev.llmops.contracts.registry.Asset asset) {
        Asset.Builder message = Asset.newBuilder()
                .setId(asset.id())
                .setKind(asset.kind().wireName())
                .setName(asset.name())
                .setVersion(asset.version())
                .setStatus(status(asset.status()))
                .addAllTags(asset.tags())
                .putAllLabels(asset.labels())
                .setSpec(asset.spec())
                .setDigest(asset.digest())
                .setRevision(asset.revision())
                .setCreatedAt(time(asset.createdAt()))
                .setCreatedBy(asset.createdBy())
                .setUpdatedAt(time(asset.updatedAt()))
                .setUpdatedBy(asset.updatedBy());
        asset.dependencies().forEach(dependency -> message.addDependencies(of(dependency)));
        text(asset.description(), message::setDescription);
        text(asset.owner(), message::setOwner);
        text(asset.licence(), message::setLicence);
        text(asset.provider(), message::setProvider);
        text(asset.statusReason(), message::setStatusReason);
        text(asset.successor(), message::setSuccessor);
        time(asset.sunsetAt(), message::setSunsetAt);
        time(asset.publishedAt(), message::setPublishedAt);
        time(asset.deprecatedAt(), message::setDeprecatedAt);
        time(asset.retiredAt(), message::setRetiredAt);
        return message.build();
    }

    private static Dependency of(AssetDependency dependency) {
        return Dependency.newBuilder()
                .setKind(dependency.kind().wireName())
                .setName(dependency.name())
                .setConstraint(dependency.constraint())
                .setType(
                        switch (dependency.type()) {
                            case RUNTIME -> DependencyType.DEPENDENCY_TYPE_RUNTIME;
                            case BUILD -> DependencyType.DEPENDENCY_TYPE_BUILD;
                            case TRAINING -> DependencyType.DEPENDENCY_TYPE_TRAINING;
                            case DATA -> DependencyType.DEPENDENCY_TYPE_DATA;
                            case CONFIG -> DependencyType.DEPENDENCY_TYPE_CONFIG;
                            case TEST -> DependencyType.DEPENDENCY_TYPE_TEST;
                        })
                .setRequired(dependency.required())
                .build();
    }

    static Outcome of(Registry.Outcome outcome) {
        return switch (outcome) {
            case CREATED -> Outcome.OUTCOME_CREATED;
            case UPDATED -> Outcome.OUTCOME_UPDATED;
            case UNCHANGED -> Outcome.OUTCOME_UNCHANGED;
        };
    }

    /** Null where no status is named. */
    static @Nullable AssetStatus status(dev.llmops.wire.registry.v1.AssetStatus status) {
        return switch (status) {
            case ASSET_STATUS_UNSPECIFIED -> null;
            case ASSET_STATUS_DRAFT -> AssetStatus.DRAFT;
            case ASSET_STATUS_PUBLISHED -> AssetStatus.PUBLISHED;
            case ASSET_STATUS_DEPRECATED -> AssetStatus.DEPRECATED;
            case ASSET_STATUS_RETIRED -> AssetStatus.RETIRED;
            case UNRECOGNIZED -> throw Problem.invalid("status", null, "a status of this service");
        };
    }

    static AssetQuery.Order order(AssetSort sort) {
        return switch (sort) {
            case ASSET_SORT_UNSPECIFIED, ASSET_SORT_NEWEST -> AssetQuery.Order.NEWEST;
            case ASSET_SORT_OLDEST -> AssetQuery.Order.OLDEST;
            case ASSET_SORT_NAME -> AssetQuery.Order.NAME;
            case UNRECOGNIZED -> throw Problem.invalid("sort", null, "an order of this service");
        };
    }

    private static dev.llmops.wire.registry.v1.AssetStatus status(AssetStatus status) {
        return switch (status) {
            case DRAFT -> dev.llmops.wire.registry.v1.AssetStatus.ASSET_STATUS_DRAFT;
            case PUBLISHED -> dev.llmops.wire.registry.v1.AssetStatus.ASSET_STATUS_PUBLISHED;
            case DEPRECATED -> dev.llmops.wire.registry.v1.AssetStatus.ASSET_STATUS_DEPRECATED;
            case RETIRED -> dev.llmops.wire.registry.v1.AssetStatus.ASSET_STATUS_RETIRED;
        };
    }

    private static void text(@Nullable String value, Consumer<String> set) {
        if (value != null) {
            set.accept(value);
        }
    }

    private static void time(@Nullable Instant value, Consumer<Timestamp> set) {
        if (value != null) {
            set.accept(time(value));
        }
    }

    private static Timestamp time(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }
}
