// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.graphql;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetDependency;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.contracts.registry.AssetQuery;
import dev.llmops.contracts.registry.AssetRef;
import dev.llmops.contracts.registry.AssetStatus;
import dev.llmops.contracts.registry.Catalogue;
import dev.llmops.contracts.registry.Registry;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Page;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Both doors over a list, counting how often they are asked. */
final class AssetShelf implements Registry, Catalogue {
    private static final Instant AT = Instant.parse("2026-01-31T12:00:00Z");

    final List<Asset> assets = new ArrayList<>();
    int described;

    @Nullable
    String patch;

    Asset put(String id, String name, String version, List<AssetDependency> dependencies) {
        Asset asset = new Asset(
                id,
                AssetKind.MODEL,
                name,
                version,
                AssetStatus.PUBLISHED,
                "About " + name,
                null,
                null,
                "openai",
                List.of("chat"),
                Map.of("team", "support"),
                "{\"type\":\"completion\",\"limits\":[1,2.5]}",
                dependencies,
                "sha256:0",
                3,
                null,
                null,
                null,
                AT,
                "ada",
                AT,
                "ada",
                AT,
                null,
                null);
        assets.add(asset);
        return asset;
    }

    @Override
    public Applied apply(Caller caller, String manifest) {
        return new Applied(Outcome.CREATED, put("new", "new", "1.0.0", List.of()));
    }

    @Override
    public Optional<Asset> find(Caller caller, AssetRef ref) {
        return resolve(caller, ref.kind(), ref.name(), ref.version());
    }

    @Override
    public Optional<Asset> resolve(Caller caller, AssetKind kind, String name, String selector) {
        return assets.stream()
                .filter(asset -> asset.kind().equals(kind) && asset.name().equals(name))
                .findFirst();
    }

    @Override
    public List<Asset> describe(TenantId tenant, Collection<String> assetIds) {
        described++;
        return assets.stream().filter(asset -> assetIds.contains(asset.id())).toList();
    }

    @Override
    public Applied apply(Caller caller, String manifest, boolean dryRun) {
        return apply(caller, manifest);
    }

    @Override
    public Optional<CanonicalAsset> canonical(Caller caller, String assetId) {
        throw new UnsupportedOperationException("GraphQL does not ask for it");
    }

    @Override
    public Asset publish(Caller caller, String assetId, String reason) {
        return get(caller, assetId);
    }

    @Override
    public Asset retire(Caller caller, String assetId, String reason) {
        return get(caller, assetId);
    }

    @Override
    public Asset get(Caller caller, String assetId) {
        return assets.stream()
                .filter(asset -> asset.id().equals(assetId))
                .findFirst()
                .orElseThrow(() -> Problem.notFound("id", assetId, "an asset"));
    }

    @Override
    public Page<Asset> list(Caller caller, AssetQuery query, PageRequest page) {
        return new Page<>(assets.stream().limit(page.limit()).toList(), null);
    }

    @Override
    public Page<Asset> versions(Caller caller, AssetKind kind, String name, PageRequest page) {
        return new Page<>(
                assets.stream().filter(asset -> asset.name().equals(name)).toList(), null);
    }

    @Override
    public Asset edit(Caller caller, String assetId, long revision, String mergePatch) {
        patch = mergePatch;
        if (revision != 3) {
            throw new Problem(ErrorCode.PRECONDITION_FAILED, "It was changed since you read it");
        }
        return get(caller, assetId);
    }

    @Override
    public Asset deprecate(
            Caller caller, String assetId, String reason, @Nullable String successor, @Nullable Instant sunsetAt) {
        return get(caller, assetId);
    }

    @Override
    public void delete(Caller caller, String assetId) {
        assets.remove(get(caller, assetId));
    }
}
