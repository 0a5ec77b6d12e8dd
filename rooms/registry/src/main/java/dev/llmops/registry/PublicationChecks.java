// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetDependency;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.contracts.registry.AssetRef;
import dev.llmops.contracts.registry.AssetStatus;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import dev.llmops.registry.compare.Compatibility;
import dev.llmops.registry.compare.Increment;
import dev.llmops.registry.dependency.MissingDependencies;
import dev.llmops.registry.document.JsonSource;
import dev.llmops.registry.document.SourceDocument;
import dev.llmops.registry.prompt.PromptEngine;
import dev.llmops.registry.version.SemVer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What must hold of a version, beyond its schema, before it becomes immutable. */
final class PublicationChecks {
    private PublicationChecks() {}

    /** Refuses with {@code checks_failed}. What the version refers to is held, so that it is there at the commit. */
    static void require(AssetDao assets, Asset asset) {
        List<Violation> findings = new ArrayList<>();
        if (asset.kind().equals(AssetKind.PROMPT)) {
            findings.addAll(promptFindings(asset));
        }
        if (asset.kind().equals(AssetKind.PIPELINE)) {
            findings.addAll(PipelineGraph.findings(JsonSource.read(asset.spec()).root()));
        }
        if (asset.kind().equals(AssetKind.SERVICE)) {
            findings.addAll(serviceFindings(assets, asset));
        }
        findings.addAll(MissingDependencies.of(assets.sql(), new RangeChoice(), declared(asset)));
        if (!findings.isEmpty()) {
            throw new Problem(ErrorCode.CHECKS_FAILED, findings);
        }
        requireMajorForBreaking(assets, asset);
    }

    /** All but the model of a service, which is looked at by itself. */
    private static List<AssetDependency> declared(Asset asset) {
        AssetDependency implied = Dependencies.implied(
                        asset.kind(), JsonSource.read(asset.spec()).root())
                .orElse(null);
        return asset.dependencies().stream()
                .filter(dependency -> !dependency.equals(implied))
                .toList();
    }

    /** Refuses with {@code breaking_without_major} what takes something away from users of the release before. */
    private static void requireMajorForBreaking(AssetDao assets, Asset asset) {
        SemVer version = SemVer.parse(asset.version());
        Asset base = assets.releaseBelow(asset.kind(), asset.name(), version).orElse(null);
        if (base == null || Increment.mayBreak(SemVer.parse(base.version()), version)) {
            return;
        }
        List<Violation> breaking = Compatibility.between(
                        asset.kind(),
                        JsonSource.read(base.spec()).root(),
                        JsonSource.read(asset.spec()).root())
                .breaking();
        if (!breaking.isEmpty()) {
            String next = Increment.MAJOR.after(SemVer.parse(base.version())).toString();
            throw new Problem(
                    ErrorCode.BREAKING_WITHOUT_MAJOR,
                    breaking.stream()
                            .map(found -> new Violation(
                                    found.field(),
                                    found.value(),
                                    found.expected() + " in " + base.ref() + "; or version " + next))
                            .toList());
        }
    }

    private static List<Violation> promptFindings(Asset asset) {
        JsonNode spec = JsonSource.read(asset.spec()).root();
        Set<String> declared = new TreeSet<>();
        spec.path("variables").fieldNames().forEachRemaining(declared::add);
        List<Violation> findings = new ArrayList<>(PromptEngine.findings(spec));
        PromptTemplate.undeclared(spec).stream()
                .map(name -> new Violation(
                        SourceDocument.step("/spec/variables", name),
                        null,
                        "a variable for the placeholder {{ " + name + " }}; declared are " + declared))
                .forEach(findings::add);
        return findings;
    }

    private static List<Violation> serviceFindings(AssetDao assets, Asset asset) {
        AssetRef model = AssetTerms.modelOf(asset);
        boolean usable = assets.find(model.kind(), model.name(), model.version(), AssetDao.Hold.SHARED)
                .filter(found -> found.status() != AssetStatus.RETIRED)
                .isPresent();
        return usable
                ? List.of()
                : List.of(new Violation(
                        "/spec/model", model.toString(), "name@version of a model that is registered and not retired"));
    }
}
