// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.route;

import static dev.llmops.gateway.route.RouteFixture.hints;
import static dev.llmops.gateway.route.RouteFixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.gateway.route.RouteFixture.Draft;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What rules say of requests, and which rules and hints are none. */
final class RouteRuleTest {
    private final RouteFixture fixture = new RouteFixture();

    @ParameterizedTest
    @CsvSource({
        "request.tokens > 50, true",
        "request.tokens > 5000, false",
        "request.has_images, true",
        "request.has_tools || request.stream, false",
        "request.user == 'ada', true",
        "request.headers['x-team'] == 'blue', true",
        "request.headers['x-none'] == 'blue', false",
        "'x-none' in request.headers, false",
        "'authorization' in request.headers, false",
        "request.model.startsWith('ch') && request.key == 'key-1', true",
        "request.model.matches('^c.*t$'), true",
        "request.tokens / 0 == 1, false",
    })
    void rulesDecideWhoIsCalled(String rule, boolean holds) {
        ServiceRoute route = fixture.route(
                new Draft().target("a", target -> target.when(rule)).target("b"));
        RouteRequest request = request(100, "key-1", Map.of("x-team", "blue"), new BodyFeatures(false, true, "ada"));
        assertThat(fixture.order(route, request).contains("a")).isEqualTo(holds);
    }

    @ParameterizedTest
    @CsvSource({
        "request.tokens, no boolean",
        "request.nothing == 1, unknown",
        "request.tokens == 'x', types",
        "request.tokens >, syntax",
        "'[1].all(x, x > 0)', no loops",
    })
    void rulesThatAreNoneAreRefusedWhenTheyAreWritten(String rule, String why) {
        assertThatThrownBy(() -> RouteRule.compile("targets[0].when", rule))
                .as(why)
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.code()).isEqualTo(ErrorCode.VALIDATION_FAILED);
                    assertThat(problem.violations().getFirst().field()).isEqualTo("targets[0].when");
                });
    }

    @ParameterizedTest
    @CsvSource({
        "x-llmops-max-price, cheap",
        "x-llmops-max-price, -1",
        "x-llmops-max-price, 1e3",
        "x-llmops-max-price, 0.0000001",
        "x-llmops-region, EU!",
        "x-llmops-region, 'eu,,us'",
        "x-llmops-order, 'a b'",
        "x-llmops-tags, ''",
    })
    void hintsThatCannotBeReadAreRefusedByTheirName(String header, String value) {
        assertThatThrownBy(() -> hints(Map.of(header, value)))
                .isInstanceOfSatisfying(Problem.class, problem -> assertThat(
                                problem.violations().getFirst().field())
                        .isEqualTo(header));
    }
}
