// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.registry.document.JsonPatch;
import dev.llmops.registry.document.SourceTree;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** One difference on the wire: what was there and what is there now; null where there was or is nothing. */
@Schema(name = "ValueChange")
public record ValueChange(
        String pointer, @Nullable JsonNode before, @Nullable JsonNode after) {
    static ValueChange of(JsonPatch.Operation operation) {
        return new ValueChange(operation.path(), operation.before(), operation.after());
    }

    /** From one state of a version to another; from nothing where there was none. */
    public static List<ValueChange> between(@Nullable Asset before, Asset after) {
        ObjectNode old = before == null ? SourceTree.NODES.objectNode() : AssetState.content(before);
        return JsonPatch.between(old, AssetState.content(after)).stream()
                .map(ValueChange::of)
                .toList();
    }
}
