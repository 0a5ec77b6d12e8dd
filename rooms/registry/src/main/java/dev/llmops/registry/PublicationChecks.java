// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import dev.llmops.registry.document.SourceDocument;
import dev.llmops.registry.document.JsonSource;
import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.contracts.registry.AssetRef;
import dev.llmops.contracts.registry.AssetStatus;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
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
        if (!findings.isEmpty()) {
            throw new Problem(ErrorCode.CHECKS_FAILED, findings);
        }
    }

    private static List<Violation> promptFindings(Asset asset) {
        JsonNode spec = JsonSource.read(asset.spec()).root();
        Set<String> declared = new TreeSet<>();
        spec.path("variables").fieldNames().forEachRemaining(declared::add);
        return PromptTemplate.undeclared(spec).stream()
                .map(name -> new Violation(
                        SourceDocument.step("/spec/variables", name),
                        null,
                        "a variable for the placeholder {{ " + name + " }}; declared are " + declared))
                .toList();
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
