// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.kernel.Violation;
import dev.llmops.registry.document.SourceTree;
import dev.llmops.registry.document.YamlSource;
import org.junit.jupiter.api.Test;

class PipelineGraphTest {
    @Test
    void aGraphWithoutCirclesHasNoFindings() {
        assertThat(PipelineGraph.findings(spec("""
                dag:
                  nodes:
                    - {id: a, type: model, output_ports: [out]}
                    - {id: b, type: filter, input_ports: [in]}
                    - {id: c, type: custom}
                  edges:
                    - {from: {node_id: a, port: out}, to: {node_id: b, port: in}}
                    - {from: {node_id: a}, to: {node_id: c}}
                    - {from: {node_id: b}, to: {node_id: c}}
                """))).isEmpty();
        assertThat(PipelineGraph.findings(spec("steps: [{id: a, type: model}, {id: b, type: tool, depends_on: [a]}]")))
                .isEmpty();
    }

    @Test
    void aCircleIsNamedWithItsPath() {
        assertThat(PipelineGraph.findings(spec("""
                steps:
                  - {id: start, type: model}
                  - {id: a, type: model, depends_on: [start, c]}
                  - {id: b, type: model, depends_on: [a]}
                  - {id: c, type: model, depends_on: [b]}
                """)))
                .extracting(Violation::field, Violation::value)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("/spec/steps/1", "a → b → c → a"));
    }

    @Test
    void aStepThatWaitsForItselfIsACircle() {
        assertThat(PipelineGraph.findings(spec("steps: [{id: a, type: model, depends_on: [a]}]")))
                .extracting(Violation::value)
                .containsExactly("a → a");
    }

    @Test
    void everyReferenceThatLeadsNowhereIsNamed() {
        assertThat(PipelineGraph.findings(spec("""
                dag:
                  nodes: [{id: a, type: model, output_ports: [out]}, {id: a, type: model}, {id: b, type: filter, input_ports: [in]}]
                  edges:
                    - {from: {node_id: nowhere}, to: {node_id: b}}
                    - {from: {node_id: b}, to: {node_id: gone}}
                    - {from: {node_id: b}, to: {node_id: b, port: side}}
                """)))
                .extracting(Violation::field)
                .containsExactly(
                        "/spec/dag/nodes/1/id",
                        "/spec/dag/edges/0/from/node_id",
                        "/spec/dag/edges/1/to/node_id",
                        "/spec/dag/edges/2/to/port",
                        "/spec/dag/nodes/2");
    }

    @Test
    void aLongChainIsWalked() {
        ObjectNode spec = SourceTree.NODES.objectNode();
        var steps = spec.putArray("steps");
        for (int i = 0; i < 2_000; i++) {
            ObjectNode step = steps.addObject().put("id", "s" + i).put("type", "model");
            step.putArray("depends_on").add("s" + (i + 1) % 2_000);
        }
        assertThat(PipelineGraph.findings(spec)).hasSize(1);
        ((ObjectNode) steps.get(1_999)).remove("depends_on");
        assertThat(PipelineGraph.findings(spec)).isEmpty();
    }

    private static JsonNode spec(String yaml) {
        return YamlSource.read(yaml, 1).getFirst().root();
    }
}
