// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetStatus;
import dev.llmops.kernel.Violation;
import dev.llmops.registry.document.CanonicalJson;
import dev.llmops.registry.document.JsonSource;
import dev.llmops.registry.document.SourceDocument;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A version after a change, its revision raised, and what differs between two of them. */
final class Changes {
    static final int MAX_DIFFERENCES = 20;

    private Changes() {}

    /** A first draft. */
    static Asset draft(String id, Manifest manifest, Instant now, String actor) {
        Manifest.MutableContent content = manifest.content();
        return new Asset(
                id,
                manifest.kind(),
                manifest.name(),
                manifest.version().toString(),
                AssetStatus.DRAFT,
                content.description(),
                content.owner(),
                manifest.licence(),
                manifest.provider(),
                content.tags(),
                content.labels(),
                manifest.spec().toString(),
                manifest.dependencies(),
                manifest.digest(),
                1,
                null,
                null,
                null,
                now,
                actor,
                now,
                actor,
                null,
                null,
                null);
    }

    /** All that a manifest says; only a draft's immutable part may differ from before. */
    static Asset rewritten(Asset a, Manifest manifest, Instant now, String actor) {
        Manifest.MutableContent content = manifest.content();
        return new Asset(
                a.id(),
                a.kind(),
                a.name(),
                a.version(),
                a.status(),
                content.description(),
                content.owner(),
                manifest.licence(),
                manifest.provider(),
                content.tags(),
                content.labels(),
                manifest.spec().toString(),
                manifest.dependencies(),
                manifest.digest(),
                a.revision() + 1,
                a.statusReason(),
                a.successor(),
                a.sunsetAt(),
                a.createdAt(),
                a.createdBy(),
                now,
                actor,
                a.publishedAt(),
                a.deprecatedAt(),
                a.retiredAt());
    }

    static Asset edited(Asset a, Manifest.MutableContent content, Instant now, String actor) {
        return new Asset(
                a.id(),
                a.kind(),
                a.name(),
                a.version(),
                a.status(),
                content.description(),
                content.owner(),
                a.licence(),
                a.provider(),
                content.tags(),
                content.labels(),
                a.spec(),
                a.dependencies(),
                a.digest(),
                a.revision() + 1,
                a.statusReason(),
                a.successor(),
                a.sunsetAt(),
                a.createdAt(),
                a.createdBy(),
                now,
                actor,
                a.publishedAt(),
                a.deprecatedAt(),
                a.retiredAt());
    }

    static Asset moved(Asset a, AssetLifecycle.Step step, Instant now, String actor) {
        AssetStatus to = step.to();
        boolean deprecation = to == AssetStatus.DEPRECATED;
        return new Asset(
                a.id(),
                a.kind(),
                a.name(),
                a.version(),
                to,
                a.description(),
                a.owner(),
                a.licence(),
                a.provider(),
                a.tags(),
                a.labels(),
                a.spec(),
                a.dependencies(),
                a.digest(),
                a.revision() + 1,
                step.reason(),
                deprecation ? step.successor() : a.successor(),
                deprecation ? step.sunsetAt() : a.sunsetAt(),
                a.createdAt(),
                a.createdBy(),
                now,
                actor,
                to == AssetStatus.PUBLISHED ? now : a.publishedAt(),
                deprecation ? now : a.deprecatedAt(),
                to == AssetStatus.RETIRED ? now : a.retiredAt());
    }

    static Manifest.MutableContent contentOf(Asset asset) {
        return new Manifest.MutableContent(asset.description(), asset.owner(), asset.tags(), asset.labels());
    }

    /** Where a manifest contradicts the immutable part of a version. */
    static List<Violation> immutableDifferences(Asset published, Manifest manifest) {
        List<Violation> differences = new ArrayList<>();
        if (!Objects.equals(published.licence(), manifest.licence())) {
            differences.add(difference(manifest, "/metadata/licence", published.licence(), published));
        }
        compare(
                JsonSource.read(published.spec()).root(),
                manifest.spec(),
                "/spec",
                (pointer, before) -> differences.add(difference(manifest, pointer, before, published)));
        if (!published
                .dependencies()
                .equals(manifest.dependencies().stream().sorted().toList())) {
            differences.add(difference(
                    manifest, "/dependencies", published.dependencies().toString(), published));
        }
        return differences.stream().limit(MAX_DIFFERENCES).toList();
    }

    private static Violation difference(Manifest manifest, String pointer, @Nullable String before, Asset published) {
        String expected =
                (before == null ? "nothing" : "'" + Violation.of("", before, "").value() + "'")
                        + ", as in the " + published.status().wireName() + " " + published.ref()
                        + "; give changed content a new version";
        return manifest.source().violation(pointer, expected);
    }

    private interface Difference {
        void at(String pointer, @Nullable String before);
    }

    private static void compare(
            @Nullable JsonNode before, @Nullable JsonNode after, String pointer, Difference difference) {
        if (before != null && after != null && before.isObject() && after.isObject()) {
            Set<String> members = new TreeSet<>();
            before.fieldNames().forEachRemaining(members::add);
            after.fieldNames().forEachRemaining(members::add);
            for (String member : members) {
                compare(before.get(member), after.get(member), SourceDocument.step(pointer, member), difference);
            }
        } else if (before == null || after == null || !CanonicalJson.of(before).equals(CanonicalJson.of(after))) {
            difference.at(pointer, before == null ? null : before.isTextual() ? before.textValue() : before.toString());
        }
    }
}
