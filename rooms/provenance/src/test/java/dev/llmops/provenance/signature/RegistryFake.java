// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.signature;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetDependency;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.contracts.registry.AssetRef;
import dev.llmops.contracts.registry.AssetStatus;
import dev.llmops.contracts.registry.Registry;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import dev.llmops.provenance.crypto.Checksum;
import dev.llmops.provenance.envelope.Documents;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Versions in memory, as far as this room relies on the registry. */
public final class RegistryFake implements Registry {
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

    public final Map<String, Asset> assets = new ConcurrentHashMap<>();

    public Asset put(Caller caller, AssetKind kind, String name, String spec, Map<String, String> labels) {
        return put(caller, Ulids.next(), kind, name, "1.0.0", spec, labels, List.of(), "Apache-2.0");
    }

    public Asset put(
            Caller caller,
            String id,
            AssetKind kind,
            String name,
            String version,
            String spec,
            Map<String, String> labels,
            List<AssetDependency> dependencies,
            String licence) {
        String text = text(kind.wireName(), name, version, spec);
        Asset asset = new Asset(
                id,
                kind,
                name,
                version,
                AssetStatus.DRAFT,
                "A thing",
                "team",
                licence,
                "acme",
                List.of("chat"),
                labels,
                spec,
                dependencies,
                "sha256:" + Checksum.SHA256.hex(text.getBytes(UTF_8)),
                1,
                null,
                null,
                null,
                AT,
                "a",
                AT,
                "a",
                null,
                null,
                null);
        assets.put(caller.tenant().value() + " " + id, asset);
        return asset;
    }

    private static String text(String kind, String name, String version, String spec) {
        return "{\"kind\":\"" + kind + "\",\"name\":\"" + name + "\",\"spec\":" + spec + ",\"version\":\"" + version
                + "\"}";
    }

    private List<Asset> of(Caller caller) {
        return assets.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(caller.tenant().value() + " "))
                .map(Map.Entry::getValue)
                .toList();
    }

    @Override
    public Applied apply(Caller caller, String manifest, boolean dryRun) {
        JsonNode json = Documents.object("manifest", manifest.getBytes(UTF_8));
        AssetKind kind = AssetKind.parse(json.path("kind").asText());
        String name = json.at("/metadata/name").asText();
        String version = json.at("/metadata/version").asText();
        if (name.contains("refuse")) {
            throw new Problem(ErrorCode.VERSION_IMMUTABLE, name + " is published");
        }
        Optional<Asset> old = find(caller, new AssetRef(kind, name, version));
        if (old.isPresent()) {
            return new Applied(Outcome.UNCHANGED, old.get());
        }
        Map<String, String> labels = new HashMap<>();
        json.at("/metadata/labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        List<AssetDependency> dependencies = new ArrayList<>();
        json.path("dependencies")
                .forEach(one -> dependencies.add(new AssetDependency(
                        AssetKind.parse(one.path("kind").asText()),
                        one.path("name").asText(),
                        one.path("version").asText(),
                        AssetDependency.Type.parse(one.path("type").asText()),
                        one.path("required").asBoolean())));
        String id = Ulids.next();
        String spec = json.path("spec").toString();
        Asset asset = put(caller, id, kind, name, version, spec, labels, dependencies, "MIT");
        if (dryRun) {
            assets.remove(caller.tenant().value() + " " + id);
        }
        return new Applied(Outcome.CREATED, asset);
    }

    @Override
    public Optional<Asset> find(Caller caller, AssetRef ref) {
        return of(caller).stream().filter(asset -> asset.ref().equals(ref)).findFirst();
    }

    @Override
    public Optional<CanonicalAsset> canonical(Caller caller, String assetId) {
        return Optional.ofNullable(assets.get(caller.tenant().value() + " " + assetId))
                .map(asset -> new CanonicalAsset(
                        asset, text(asset.kind().wireName(), asset.name(), asset.version(), asset.spec())));
    }

    @Override
    public Optional<Asset> resolve(Caller caller, AssetKind kind, String name, String selector) {
        return of(caller).stream()
                .filter(asset -> asset.kind().equals(kind) && asset.name().equals(name))
                .filter(asset -> selector.equals("latest") || asset.version().equals(selector))
                .findFirst();
    }

    @Override
    public List<Asset> describe(TenantId tenant, Collection<String> assetIds) {
        throw new UnsupportedOperationException("this room follows no events");
    }

    @Override
    public Asset publish(Caller caller, String assetId, String reason) {
        throw new UnsupportedOperationException("this room publishes nothing");
    }

    @Override
    public Asset retire(Caller caller, String assetId, String reason) {
        throw new UnsupportedOperationException("this room retires nothing");
    }
}
