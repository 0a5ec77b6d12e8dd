// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.contracts.registry.AssetQuery;
import dev.llmops.contracts.registry.AssetStatus;
import dev.llmops.contracts.registry.Catalogue;
import dev.llmops.kernel.Page;
import dev.llmops.kernel.PageRequest;
import dev.llmops.platform.web.ETags;
import dev.llmops.registry.document.JsonSource;
import jakarta.inject.Singleton;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The catalogue's door, opened in this process. */
@Singleton
final class LocalCatalogue implements Catalogue {
    private final AssetCatalogue catalogue;
    private final AssetEditing editing;
    private final AssetLifecycle lifecycle;

    LocalCatalogue(AssetCatalogue catalogue, AssetEditing editing, AssetLifecycle lifecycle) {
        this.catalogue = catalogue;
        this.editing = editing;
        this.lifecycle = lifecycle;
    }

    @Override
    public Asset get(Caller caller, String assetId) {
        return catalogue.get(caller, assetId);
    }

    @Override
    public Page<Asset> list(Caller caller, AssetQuery query, PageRequest page) {
        return catalogue.list(caller, AssetFilter.of(query), page);
    }

    @Override
    public Page<Asset> versions(Caller caller, AssetKind kind, String name, PageRequest page) {
        return catalogue.versions(caller, kind, name, page);
    }

    @Override
    public Asset edit(Caller caller, String assetId, long revision, String mergePatch) {
        return editing.edit(
                caller, assetId, ETags.of(revision), JsonSource.read(mergePatch).root());
    }

    @Override
    public Asset deprecate(
            Caller caller, String assetId, String reason, @Nullable String successor, @Nullable Instant sunsetAt) {
        return lifecycle.take(
                caller, assetId, new AssetLifecycle.Step(AssetStatus.DEPRECATED, reason, successor, sunsetAt));
    }

    @Override
    public void delete(Caller caller, String assetId) {
        editing.delete(caller, assetId);
    }
}
