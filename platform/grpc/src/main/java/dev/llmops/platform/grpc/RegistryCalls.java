// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.grpc;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.contracts.registry.AssetQuery;
import dev.llmops.contracts.registry.Catalogue;
import dev.llmops.contracts.registry.Registry;
import dev.llmops.kernel.Page;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.Problem;
import dev.llmops.wire.registry.v1.ApplyRequest;
import dev.llmops.wire.registry.v1.ApplyResponse;
import dev.llmops.wire.registry.v1.Asset;
import dev.llmops.wire.registry.v1.GetAssetRequest;
import dev.llmops.wire.registry.v1.ListAssetsRequest;
import dev.llmops.wire.registry.v1.ListAssetsResponse;
import dev.llmops.wire.registry.v1.ResolveRequest;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** The registry's methods, from messages to its doors. What a message leaves out is its field's empty value. */
@Singleton
final class RegistryCalls {
    private static final String LATEST = "latest";

    private final Registry registry;
    private final Catalogue catalogue;

    RegistryCalls(Registry registry, Catalogue catalogue) {
        this.registry = registry;
        this.catalogue = catalogue;
    }

    Asset get(Caller caller, GetAssetRequest request) {
        return AssetMessages.of(catalogue.get(caller, required("id", request.getId())));
    }

    ListAssetsResponse list(Caller caller, ListAssetsRequest request) {
        AssetQuery query = new AssetQuery(
                request.getKind().isEmpty() ? null : AssetKind.parse(request.getKind()),
                AssetMessages.status(request.getStatus()),
                given(request.getName()),
                request.getTagsList(),
                request.getLabelsMap(),
                given(request.getText()),
                AssetMessages.order(request.getSort()));
        PageRequest page = PageRequest.of(
                request.getPageSize() == 0 ? null : request.getPageSize(), given(request.getPageToken()));
        Page<dev.llmops.contracts.registry.Asset> found = catalogue.list(caller, query, page);
        ListAssetsResponse.Builder response = ListAssetsResponse.newBuilder();
        found.items().forEach(asset -> response.addAssets(AssetMessages.of(asset)));
        if (found.nextCursor() != null) {
            response.setNextPageToken(found.nextCursor());
        }
        return response.build();
    }

    ApplyResponse apply(Caller caller, ApplyRequest request) {
        Registry.Applied applied =
                registry.apply(caller, required("manifest", request.getManifest()), request.getDryRun());
        return ApplyResponse.newBuilder()
                .setOutcome(AssetMessages.of(applied.outcome()))
                .setAsset(AssetMessages.of(applied.asset()))
                .build();
    }

    Asset resolve(Caller caller, ResolveRequest request) {
        AssetKind kind = AssetKind.parse(required("kind", request.getKind()));
        String name = required("name", request.getName());
        String selector = request.getSelector().isEmpty() ? LATEST : request.getSelector();
        return registry.resolve(caller, kind, name, selector)
                .map(AssetMessages::of)
                .orElseThrow(() -> Problem.notFound(
                        "selector", kind + " " + name + " " + selector, "a version that your organisation has"));
    }

    private static @Nullable String given(String text) {
        return text.isEmpty() ? null : text;
    }

    private static String required(String field, String text) {
        if (text.isEmpty()) {
            throw Problem.invalid(field, null, "a value");
        }
        return text;
    }
}
