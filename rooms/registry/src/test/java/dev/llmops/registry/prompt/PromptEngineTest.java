// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import dev.llmops.registry.document.SourceTree;
import dev.llmops.registry.document.YamlSource;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PromptEngineTest {
    private static final String VARIABLES = """
            question: {type: string, required: true}
            language: {type: string, default: English}
            facts: {type: array}
            limit: {type: integer}
            user: {type: object}
            """;

    @Test
    void messagesComeBeforeTheTemplate() {
        ObjectNode spec = spec("Answer {{ question }} in {{ language }}.");
        spec.putArray("messages").addObject().put("role", "system").put("content", "Speak {{ language | upper }}.");
        assertThat(PromptEngine.render(spec, given("question: Why?")))
                .containsExactly(
                        new PromptEngine.Message("system", "Speak ENGLISH."),
                        new PromptEngine.Message("user", "Answer Why? in English."));
    }

    @Test
    void loopsAndConditionsWork() {
        assertThat(rendered(
                        "{% for fact in facts %}{{ loop.index }}:{{ fact.text }};{% endfor %}{% if limit > 3 %}many{% else %}few{% endif %}",
                        "question: x\nfacts: [{text: a}, {text: b}]\nlimit: 5"))
                .isEqualTo("0:a;1:b;many");
        assertThat(rendered(
                        "{{ facts | join(', ') }} {{ user.name }}",
                        "question: x\nfacts: [1, 2.5, c]\nuser: {name: Ann}"))
                .isEqualTo("1, 2.5, c Ann");
        assertThat(rendered(
                        "{% for e in user %}{{ e.key }}={{ e.value }};{% endfor %}", "question: x\nuser: {a: 1, b: 2}"))
                .isEqualTo("a=1;b=2;");
    }

    @Test
    void whatAVariableHoldsIsNeverATemplate() {
        assertThat(rendered("{{ question }}", "question: '{{ language }} {% for %} <b>&'"))
                .isEqualTo("{{ language }} {% for %} <b>&");
    }

    @Test
    void everyWrongVariableIsNamed() {
        Problem problem = catchThrowableOfType(
                Problem.class,
                () -> PromptEngine.render(spec("{{ question }}"), given("facts: no\nlimit: 1.5\nother: 1\nuser: []")));
        assertThat(problem.code()).isEqualTo(ErrorCode.VALIDATION_FAILED);
        assertThat(problem.violations())
                .extracting(Violation::field)
                .containsExactlyInAnyOrder(
                        "/variables/facts",
                        "/variables/limit",
                        "/variables/other",
                        "/variables/user",
                        "/variables/question");
    }

    @Test
    void anUndeclaredPlaceholderIsRefused() {
        Problem problem = catchThrowableOfType(
                Problem.class, () -> PromptEngine.render(spec("{{ nobody }}"), given("question: x")));
        assertThat(problem.violations()).extracting(Violation::field).containsExactly("/spec/template");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ question.getClass() }}",
                "{{ question.class }}",
                "{{ question.bytes }}",
                "{{ user.getClass().forName('java.lang.Runtime') }}",
                "{% include 'x' %}",
                "{% import 'x' %}",
                "{% extends 'x' %}",
                "{% set a = 1 %}",
                "{% macro m() %}{% endmacro %}",
                "{% for i in range(1, 1000000000) %}{% endfor %}",
                "{% for i in 1..1000000000 %}{% endfor %}",
                "{% for i in [1, 2] %}{% endfor %}",
                "{{ range(1, 1000000000) }}",
                "{{ i18n('java', 'x') }}",
                "{{ question matches '(a+)+$' }}",
                "{{ question | replace({'a': 'b'}) }}",
                "{{ 'x' | format('%1000000000d') }}",
                "{{ question | base64decode }}",
                "{{ question",
                "{% if %}",
                "{{ 1 / 0 }}",
                "{{ question - 1 }}",
            })
    void whatIsNotForPromptsIsRefused(String template) {
        Problem problem = catchThrowableOfType(
                Problem.class, () -> PromptEngine.render(spec(template), given("question: aaaa\nuser: {}")));
        assertThat(problem).as(template).isNotNull();
        assertThat(problem.code()).isEqualTo(ErrorCode.VALIDATION_FAILED);
    }

    @Test
    void loopsWithoutEndAreStopped() {
        ObjectNode variables = SourceTree.NODES.objectNode().put("question", "x");
        var facts = variables.putArray("facts");
        for (int i = 0; i < 5_000; i++) {
            facts.add(i);
        }
        String loop =
                "{% for a in facts %}{% for b in facts %}{% for c in facts %}{% endfor %}{% endfor %}{% endfor %}";
        long start = System.nanoTime();
        Problem problem = catchThrowableOfType(Problem.class, () -> PromptEngine.render(spec(loop), variables));
        assertThat(problem.detail()).contains("20000 items");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        String nested = "{% for a in facts %}".repeat(4) + "{% endfor %}".repeat(4);
        assertThat(PromptEngine.findings(spec(nested))).isNotEmpty();
    }

    @Test
    void aTextThatGrowsTooLongIsStopped() {
        ObjectNode variables = SourceTree.NODES.objectNode().put("question", "x".repeat(200_000));
        variables
                .putArray("facts")
                .add(1)
                .add(2)
                .add(3)
                .add(4)
                .add(5)
                .add(6)
                .add(7)
                .add(8);
        for (String template :
                List.of("{% for a in facts %}{{ question }}{% endfor %}", "{{ facts | join(question) }}")) {
            Problem problem = catchThrowableOfType(Problem.class, () -> PromptEngine.render(spec(template), variables));
            assertThat(problem.code()).isEqualTo(ErrorCode.VALIDATION_FAILED);
        }
    }

    @Test
    void aDefaultOfAnotherTypeIsFound() {
        ObjectNode spec = spec("{{ question }}");
        ((ObjectNode) spec.at("/variables/limit")).put("default", "many");
        assertThat(PromptEngine.findings(spec))
                .extracting(Violation::field)
                .containsExactly("/spec/variables/limit/default");
    }

    private static String rendered(String template, String given) {
        return PromptEngine.render(spec(template), given(given)).getLast().content();
    }

    private static ObjectNode spec(String template) {
        ObjectNode spec = SourceTree.NODES.objectNode().put("template", template);
        spec.set("variables", given(VARIABLES));
        return spec;
    }

    private static JsonNode given(String yaml) {
        return YamlSource.read(yaml, 1).getFirst().root();
    }
}
