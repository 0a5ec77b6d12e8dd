// SPDX-License-Identifier: Apache-2.0
package dev.llmops.marketplace;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.contracts.registry.AssetRef;
import dev.llmops.contracts.registry.AssetStatus;
import dev.llmops.contracts.registry.Registry;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Versions in memory, by the registry's rules as far as the marketplace relies on them. */
final class RegistryFake implements Registry {
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

    final Map<String, Asset> assets = new ConcurrentHashMap<>();
    /** Names whose publication is refused, and why. */
    final Map<String, Problem> refusals = new ConcurrentHashMap<>();

    final AtomicInteger applied = new AtomicInteger();

    /** A model with a price, published unless said otherwise. */
    Asset model(Caller caller, String name, AssetStatus status) {
        return put(
                caller,
                AssetKind.MODEL,
                name,
                "1.0.0",
                status,
                "{\"type\":\"completion\",\"pricing\":{\"provider\":\"openai\",\"model\":\"gpt-x\"}}");
    }

    Asset put(Caller caller, AssetKind kind, String name, String version, AssetStatus status, String spec) {
        Asset asset = asset(kind, name, version, status, spec);
        assets.put(key(caller, asset.ref()), asset);
        return asset;
    }

    @Override
    public Optional<CanonicalAsset> canonical(Caller caller, String assetId) {
        throw new UnsupportedOperationException("the marketplace asks for no canonical text");
    }

    @Override
    public Applied apply(Caller caller, String manifest, boolean dryRun) {
        if (dryRun) {
            throw new UnsupportedOperationException("the marketplace tries nothing");
        }
        applied.incrementAndGet();
        JsonNode document = Stored.tree(manifest);
        AssetKind kind = AssetKind.parse(document.path("kind").asText());
        String name = document.path("metadata").path("name").asText();
        String version = document.path("metadata").path("version").asText();
        String spec = document.path("spec").toString();
        String key = key(caller, new AssetRef(kind, name, version));
        Asset old = assets.get(key);
        if (old != null && old.spec().equals(spec)) {
            return new Applied(Outcome.UNCHANGED, old);
        }
        if (old != null && old.status() != AssetStatus.DRAFT) {
            throw new Problem(ErrorCode.VERSION_IMMUTABLE, name + "@" + version + " is published");
        }
        Asset asset = asset(kind, name, version, AssetStatus.DRAFT, spec);
        assets.put(key, asset);
        return new Applied(old == null ? Outcome.CREATED : Outcome.UPDATED, asset);
    }

    @Override
    public Optional<Asset> find(Caller caller, AssetRef ref) {
        if (ref.version().equals(AssetRef.LATEST)) {
            return assets.values().stream()
                    .filter(asset -> assets.containsKey(key(caller, asset.ref())))
                    .filter(asset ->
                            asset.kind().equals(ref.kind()) && asset.name().equals(ref.name()))
                    .findFirst();
        }
        return Optional.ofNullable(assets.get(key(caller, ref)));
    }

    @Override
    public Optional<Asset> resolve(Caller caller, AssetKind kind, String name, String selector) {
        return find(caller, new AssetRef(kind, name, selector));
    }

    @Override
    public List<Asset> describe(TenantId tenant, Collection<String> assetIds) {
        return assets.values().stream()
                .filter(asset -> assetIds.contains(asset.id()))
                .toList();
    }

    @Override
    public Asset publish(Caller caller, String assetId, String reason) {
        Asset asset = byId(assetId);
        Problem refusal = refusals.get(asset.name());
        if (refusal != null) {
            throw refusal;
        }
        Asset published = withStatus(asset, AssetStatus.PUBLISHED, reason);
        assets.put(key(caller, asset.ref()), published);
        return published;
    }

    @Override
    public Asset retire(Caller caller, String assetId, String reason) {
        throw new UnsupportedOperationException("the marketplace retires no version");
    }

    AssetStatus status(Caller caller, AssetKind kind, String ref) {
        return find(caller, AssetRef.parse(kind, ref)).orElseThrow().status();
    }

    private Asset byId(String id) {
        return assets.values().stream()
                .filter(asset -> asset.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static String key(Caller caller, AssetRef ref) {
        return caller.tenant() + "/" + ref.kind() + "/" + ref;
    }

    private static Asset asset(AssetKind kind, String name, String version, AssetStatus status, String spec) {
        return withStatus(
                new Asset(
                        Ulids.next(),
                        kind,
                        name,
                        version,
                        status,
                        "About " + name,
                        null,
                        null,
                        null,
                        List.of("chat"),
                        Map.of(),
                        spec,
                        List.of(),
                        "sha256:0",
                        1,
                        null,
                        null,
                        null,
                        AT,
                        "test",
                        AT,
                        "test",
                        null,
                        null,
                        null),
                status,
                null);
    }

    private static Asset withStatus(Asset asset, AssetStatus status, @Nullable String reason) {
        return new Asset(
                asset.id(),
                asset.kind(),
                asset.name(),
                asset.version(),
                status,
                asset.description(),
                null,
                null,
                null,
                asset.tags(),
                asset.labels(),
                asset.spec(),
                asset.dependencies(),
                asset.digest(),
                asset.revision() + 1,
                reason,
                null,
                null,
                AT,
                "test",
                AT,
                "test",
                status == AssetStatus.DRAFT ? null : AT,
                null,
                null);
    }
}
