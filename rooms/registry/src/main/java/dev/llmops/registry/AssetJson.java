// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetDependency;
import dev.llmops.contracts.registry.AssetStatus;
import dev.llmops.registry.document.JsonSource;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A version on the wire. */
@Schema(name = "Asset")
record AssetJson(
        String id,
        String kind,
        String name,
        String version,
        AssetStatus status,
        @Nullable String description,
        @Nullable String owner,
        @Nullable String licence,
        @Nullable String provider,
        List<String> tags,
        Map<String, String> labels,
        JsonNode spec,
        List<Dependency> dependencies,
        String digest,
        long revision,
        @Nullable String statusReason,
        @Nullable String successor,
        @Nullable Instant sunsetAt,
        Instant createdAt,
        String createdBy,
        Instant updatedAt,
        String updatedBy,
        @Nullable Instant publishedAt,
        @Nullable Instant deprecatedAt,
        @Nullable Instant retiredAt) {

    /** @param version a range */
    @Schema(name = "AssetDependency")
    record Dependency(String kind, String name, String version, AssetDependency.Type type, boolean required) {
        static Dependency of(AssetDependency dependency) {
            return new Dependency(
                    dependency.kind().wireName(),
                    dependency.name(),
                    dependency.constraint(),
                    dependency.type(),
                    dependency.required());
        }
    }

    static AssetJson of(Asset asset) {
        return of(asset, JsonSource.read(asset.spec()).root());
    }

    /** @param spec the version's, read already */
    static AssetJson of(Asset asset, JsonNode spec) {
        return new AssetJson(
                asset.id(),
                asset.kind().wireName(),
                asset.name(),
                asset.version(),
                asset.status(),
                asset.description(),
                asset.owner(),
                asset.licence(),
                asset.provider(),
                asset.tags(),
                new TreeMap<>(asset.labels()),
                spec,
                asset.dependencies().stream().map(Dependency::of).toList(),
                asset.digest(),
                asset.revision(),
                asset.statusReason(),
                asset.successor(),
                asset.sunsetAt(),
                asset.createdAt(),
                asset.createdBy(),
                asset.updatedAt(),
                asset.updatedBy(),
                asset.publishedAt(),
                asset.deprecatedAt(),
                asset.retiredAt());
    }
}
