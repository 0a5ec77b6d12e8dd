// SPDX-License-Identifier: Apache-2.0
package dev.llmops.memorygraph;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.contracts.memorygraph.NodeRef;
import dev.llmops.contracts.memorygraph.NodeType;
import java.util.List;
import java.util.UUID;

/** Events in few words. */
final class Lineages {
    private Lineages() {}

    static ObjectNode run(String type, String time, UUID runId, String job, List<String> inputs, List<String> outputs) {
        ObjectNode event = OpenLineageFiles.event();
        event.put("eventType", type).put("eventTime", time);
        ((ObjectNode) event.get("run")).put("runId", runId.toString());
        ((ObjectNode) event.get("job")).put("name", job);
        datasets(event.putArray("inputs"), inputs);
        datasets(event.putArray("outputs"), outputs);
        return event;
    }

    private static void datasets(ArrayNode array, List<String> names) {
        names.forEach(name -> array.addObject().put("namespace", "warehouse").put("name", name));
    }

    static ObjectNode facet() {
        return OpenLineageFiles.JSON
                .createObjectNode()
                .put("_producer", "https://example.org/producer")
                .put("_schemaURL", "https://example.org/facet.json");
    }

    static NodeRef dataset(String name) {
        return new NodeRef(NodeType.DATASET, "warehouse", name);
    }

    static NodeRef job(String name) {
        return new NodeRef(NodeType.JOB, "etl", name);
    }
}
