// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.contracts.registry.AssetRef;
import dev.llmops.contracts.registry.AssetStatus;
import dev.llmops.contracts.registry.Registry;
import dev.llmops.kernel.TenantId;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The door, opened in this process. */
@Singleton
final class LocalRegistry implements Registry {
    private final ManifestReader manifests;
    private final AssetRegistration registration;
    private final AssetCatalogue catalogue;
    private final AssetLifecycle lifecycle;

    LocalRegistry(
            ManifestReader manifests,
            AssetRegistration registration,
            AssetCatalogue catalogue,
            AssetLifecycle lifecycle) {
        this.manifests = manifests;
        this.registration = registration;
        this.catalogue = catalogue;
        this.lifecycle = lifecycle;
    }

    @Override
    public Applied apply(Caller caller, String manifest, boolean dryRun) {
        Manifest one = manifests.readOne(caller.tenant(), manifest.getBytes(UTF_8));
        return registration.apply(caller, List.of(one), dryRun).getFirst();
    }

    @Override
    public Optional<Asset> find(Caller caller, AssetRef ref) {
        return catalogue.find(caller, ref);
    }

    @Override
    public Optional<CanonicalAsset> canonical(Caller caller, String assetId) {
        return catalogue
                .findById(caller, assetId)
                .map(asset -> new CanonicalAsset(asset, ImmutablePart.canonical(asset)));
    }

    @Override
    public Optional<Asset> resolve(Caller caller, AssetKind kind, String name, String selector) {
        return catalogue.resolve(caller, new AssetRef(kind, name, selector));
    }

    @Override
    public List<Asset> describe(TenantId tenant, Collection<String> assetIds) {
        return catalogue.describe(tenant, assetIds);
    }

    @Override
    public Asset publish(Caller caller, String assetId, String reason) {
        return lifecycle.take(caller, assetId, new AssetLifecycle.Step(AssetStatus.PUBLISHED, reason, null, null));
    }

    @Override
    public Asset retire(Caller caller, String assetId, String reason) {
        Asset asset = catalogue.get(caller, assetId);
        return asset.status() == AssetStatus.DRAFT
                ? asset
                : lifecycle.take(
                        caller,
                        assetId,
                        new AssetLifecycle.Step(AssetStatus.RETIRED, reason, null, null),
                        AssetLifecycle.Dependence.OVERRULED);
    }
}
