// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetDependency;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.registry.document.CanonicalJson;
import dev.llmops.registry.document.JsonSource;
import dev.llmops.registry.document.SourceTree;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What publication makes immutable, as one JSON value: a version's digest and its signatures are over its canonical text. */
final class ImmutablePart {
    private ImmutablePart() {}

    /** @param declared dependencies; none leave no trace, as before there were any */
    static ObjectNode of(
            AssetKind kind,
            String name,
            String version,
            @Nullable String licence,
            JsonNode spec,
            List<AssetDependency> declared) {
        ObjectNode immutable = SourceTree.NODES.objectNode();
        immutable.put("kind", kind.wireName());
        immutable.put("name", name);
        immutable.put("version", version);
        immutable.put("licence", licence);
        immutable.set("spec", spec);
        if (!declared.isEmpty()) {
            immutable.set("dependencies", Dependencies.json(declared));
        }
        return immutable;
    }

    /** The text whose UTF-8 has the version's digest as its SHA-256. */
    static String canonical(Asset asset) {
        JsonNode spec = JsonSource.read(asset.spec()).root();
        List<AssetDependency> declared = Dependencies.declared(asset, spec);
        return CanonicalJson.of(of(asset.kind(), asset.name(), asset.version(), asset.licence(), spec, declared));
    }
}
