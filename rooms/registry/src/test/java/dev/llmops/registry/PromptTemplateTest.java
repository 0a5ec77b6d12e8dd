// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.registry.document.SourceTree;
import org.junit.jupiter.api.Test;

class PromptTemplateTest {
    @Test
    void placeholdersWithoutAVariableAreFound() {
        ObjectNode spec = SourceTree.NODES.objectNode();
        spec.put("template", "{{ a }} {{b}} {{ c.d | upper }} {{ a }} {x} { {y} } {{ 1z }} {{}} {{ e");
        spec.putArray("messages").addObject().put("role", "system").put("content", "{{ f }}");
        spec.putObject("variables").putObject("b").put("type", "string");
        assertThat(PromptTemplate.undeclared(spec)).containsExactly("a", "c", "f");
    }

    @Test
    void whatLoopsBringInIsDeclared() {
        ObjectNode spec = SourceTree.NODES.objectNode();
        spec.put("template", "{% for item in items %}{{ item.text }} {{ loop.index }} {{ other }}{% endfor %}");
        assertThat(PromptTemplate.undeclared(spec)).containsExactly("other");
    }

    @Test
    void aLongTemplateOfBracesTakesNoTime() {
        ObjectNode spec = SourceTree.NODES.objectNode();
        spec.put("template", "{{ ".repeat(80_000) + "a".repeat(20_000));
        assertThat(PromptTemplate.undeclared(spec)).isEmpty();
    }
}
