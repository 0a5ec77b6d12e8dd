// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.registry;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One version of an asset.
 *
 * @param id a ULID
 * @param name 1–255 characters of {@code [a-z0-9][a-z0-9._-]*}, with optional {@code /} groups
 * @param version SemVer 2.0
 * @param spec the kind's own part of the manifest, as JSON
 * @param dependencies what the manifest declares, and the model of a service; sorted
 * @param digest SHA-256 of the immutable part in canonical form, {@code sha256:…}
 * @param revision counts changes of the mutable part; its ETag
 */
public record Asset(
        String id,
        AssetKind kind,
        String name,
        String version,
        AssetStatus status,
        @Nullable String description,
        @Nullable String owner,
        @Nullable String licence,
        @Nullable String provider,
        List<String> tags,
        Map<String, String> labels,
        String spec,
        List<AssetDependency> dependencies,
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
    public Asset {
        tags = List.copyOf(tags);
        labels = Map.copyOf(labels);
        dependencies = dependencies.stream().sorted().toList();
    }

    public AssetRef ref() {
        return new AssetRef(kind, name, version);
    }
}
