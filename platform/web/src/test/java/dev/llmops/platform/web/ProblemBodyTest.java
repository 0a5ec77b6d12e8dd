// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemBodyTest {
    @Test
    void aProblemIsWrittenAsRfc9457Says() throws IOException {
        Problem problem = Problem.invalid("version", "1.x", "SemVer 2.0, such as 1.4.0");
        JsonNode json = WireFormat.newMapper()
                .readTree(ProblemBody.of(problem, "4bf92f3577b34da6a3ce929d0e0e4736")
                        .json());
        assertThat(json.path("type").textValue()).isEqualTo("/problems/validation_failed");
        assertThat(json.path("title").textValue()).isEqualTo("A value is not acceptable");
        assertThat(json.path("status").intValue()).isEqualTo(400);
        assertThat(json.path("code").textValue()).isEqualTo("validation_failed");
        assertThat(json.path("trace_id").textValue()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(json.path("detail").textValue()).isEqualTo("version: '1.x' (expected: SemVer 2.0, such as 1.4.0)");
        JsonNode fault = json.path("errors").path(0);
        assertThat(fault.path("field").textValue()).isEqualTo("version");
        assertThat(fault.path("value").textValue()).isEqualTo("1.x");
        assertThat(fault.path("message").textValue()).isEqualTo(problem.detail());
    }

    @Test
    void aWaitIsRoundedUpToWholeSeconds() {
        assertThat(ProblemBody.seconds(Duration.ofMillis(1))).isEqualTo("1");
        assertThat(ProblemBody.seconds(Duration.ofMillis(1_001))).isEqualTo("2");
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void everyCodeHasItsPage(ErrorCode code) {
        String page = ProblemPages.html(code.code(), ProblemPages.markdown(code.code()));
        assertThat(page).contains("<h1>" + code.title() + "</h1>").contains("HTTP " + code.status());
        assertThat(page).contains("What to do").doesNotContain("SPDX");
    }

    @Test
    void whatAPageSaysCannotBecomeMarkup() {
        assertThat(ProblemPages.html("x", "# <script>alert(1)</script>")).doesNotContain("<script>");
    }

    @Test
    void theTraceOfTheCallerIsTakenUp() {
        assertThat(Traces.ofHeader("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"))
                .isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(Traces.ofHeader("00-00000000000000000000000000000000-00f067aa0ba902b7-01"))
                .matches("[0-9a-f]{32}")
                .isNotEqualTo("0".repeat(32));
        assertThat(Traces.ofHeader("nonsense")).matches("[0-9a-f]{32}");
    }
}
