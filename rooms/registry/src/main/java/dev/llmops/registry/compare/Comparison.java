// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.compare;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.registry.document.JsonPatch;
import dev.llmops.registry.version.SemVer;
import java.util.List;

/** One version beside another. */
record Comparison(List<JsonPatch.Operation> operations, Compatibility.Findings findings, Increment increment) {
    static Comparison between(Asset from, Asset to) {
        ObjectNode before = AssetState.content(from);
        ObjectNode after = AssetState.content(to);
        List<JsonPatch.Operation> operations = JsonPatch.between(before, after);
        Compatibility.Findings findings = Compatibility.between(from.kind(), before.get("spec"), after.get("spec"));
        return new Comparison(operations, findings, increment(operations, findings));
    }

    /** Of all schemas together; full where there is none. */
    String compatibility() {
        boolean backward = findings.schemas().stream().allMatch(Compatibility.SchemaPart::backward);
        boolean forward = findings.schemas().stream().allMatch(Compatibility.SchemaPart::forward);
        return new Compatibility.SchemaPart("", backward, forward, true).level();
    }

    String suggestedVersion(Asset from) {
        return increment.after(SemVer.parse(from.version())).toString();
    }

    /** What breaks is major, what is new in the immutable part minor, another difference there a patch. */
    private static Increment increment(List<JsonPatch.Operation> operations, Compatibility.Findings findings) {
        if (!findings.breaking().isEmpty()) {
            return Increment.MAJOR;
        }
        List<JsonPatch.Operation> immutable = operations.stream()
                .filter(operation -> isImmutable(operation.path()))
                .toList();
        if (immutable.isEmpty()) {
            return Increment.NONE;
        }
        boolean grown = immutable.stream()
                .anyMatch(operation ->
                        operation.op().equals("add") && operation.path().startsWith("/spec/"));
        return grown ? Increment.MINOR : Increment.PATCH;
    }

    private static boolean isImmutable(String path) {
        return path.startsWith("/spec") || path.startsWith("/dependencies") || path.equals("/licence");
    }
}
