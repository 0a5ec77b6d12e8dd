// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.graphql;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.registry.Asset;
import graphql.schema.DataFetchingEnvironment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.dataloader.DataLoader;
import org.dataloader.DataLoaderFactory;
import org.dataloader.DataLoaderRegistry;

/** Gathers what the fields of one level ask for, so that a list of a hundred is one question and not a hundred. */
final class Loaders {
    private static final String BY_ID = "asset by id";
    private static final String BY_TARGET = "asset by target";

    private Loaders() {}

    static DataLoaderRegistry of(Caller caller, RegistryFields registry) {
        DataLoader<String, Asset> byId = DataLoaderFactory.newMappedDataLoader(
                ids -> CompletableFuture.completedFuture(registry.byId(caller, List.copyOf(ids))));
        DataLoader<RegistryFields.Target, Asset> byTarget = DataLoaderFactory.newMappedDataLoader(targets -> {
            Map<RegistryFields.Target, Asset> found = new HashMap<>();
            targets.forEach(target -> found.put(target, registry.resolve(caller, target)));
            return CompletableFuture.completedFuture(found);
        });
        return DataLoaderRegistry.newRegistry()
                .register(BY_ID, byId)
                .register(BY_TARGET, byTarget)
                .build();
    }

    static CompletableFuture<Asset> load(DataFetchingEnvironment at, String id) {
        return Objects.requireNonNull(at.<String, Asset>getDataLoader(BY_ID)).load(id);
    }

    static CompletableFuture<Asset> load(DataFetchingEnvironment at, RegistryFields.Target target) {
        return Objects.requireNonNull(at.<RegistryFields.Target, Asset>getDataLoader(BY_TARGET))
                .load(target);
    }
}
