// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.contracts.registry.AssetDependency;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.registry.document.CanonicalJson;
import dev.llmops.registry.document.SourceDocument;
import dev.llmops.registry.version.SemVer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A manifest that fits its schema.
 *
 * @param content what may change at any time
 * @param spec with kind, name, version and licence: what publication makes immutable
 * @param declared the dependencies it states; immutable with the spec
 * @param source where it was read, for violations
 */
record Manifest(
        AssetKind kind,
        String name,
        SemVer version,
        @Nullable String licence,
        MutableContent content,
        ObjectNode spec,
        List<AssetDependency> declared,
        SourceDocument source) {

    /** Reads a document that was found valid. */
    static Manifest of(AssetKind kind, SourceDocument source) {
        JsonNode metadata = source.root().get("metadata");
        return new Manifest(
                kind,
                metadata.path("name").textValue(),
                SemVer.parse(metadata.path("version").textValue()),
                text(metadata, "licence"),
                MutableContent.of(metadata),
                (ObjectNode) source.root().get("spec"),
                Dependencies.declared(kind, source.root()),
                source);
    }

    /** SHA-256 of the immutable part. */
    String digest() {
        return CanonicalJson.digest(ImmutablePart.of(kind, name, version.toString(), licence, spec, declared));
    }

    /** Everything it needs: what it declares, and a service's model. */
    List<AssetDependency> dependencies() {
        List<AssetDependency> all = new ArrayList<>(declared);
        Dependencies.implied(kind, spec).ifPresent(all::add);
        return all;
    }

    /** The organisation that made the model; other kinds have none. */
    @Nullable
    String provider() {
        return text(spec, "provider");
    }

    String identity() {
        return kind.wireName() + " " + name + "@" + version;
    }

    private static @Nullable String text(JsonNode object, String member) {
        return object.path(member).textValue();
    }

    /** The part of a version that may change after publication. */
    record MutableContent(
            @Nullable String description, @Nullable String owner, List<String> tags, Map<String, String> labels) {
        MutableContent {
            tags = tags.stream().distinct().sorted().toList();
            labels = Map.copyOf(labels);
        }

        /** Reads it from metadata that were found valid. */
        static MutableContent of(JsonNode metadata) {
            List<String> tags = new ArrayList<>();
            metadata.path("tags").forEach(tag -> tags.add(tag.textValue()));
            Map<String, String> labels = new HashMap<>();
            metadata.path("labels")
                    .properties()
                    .forEach(
                            label -> labels.put(label.getKey(), label.getValue().textValue()));
            return new MutableContent(text(metadata, "description"), text(metadata, "owner"), tags, labels);
        }
    }
}
