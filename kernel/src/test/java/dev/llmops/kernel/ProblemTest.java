// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemTest {
    @Test
    void theDetailNamesFieldValueAndWhatWasExpected() {
        Problem problem = Problem.invalid("version", "1.x", "SemVer 2.0, such as 1.4.0");

        assertThat(problem.detail()).isEqualTo("version: '1.x' (expected: SemVer 2.0, such as 1.4.0)");
        assertThat(problem.code().code()).isEqualTo("validation_failed");
        assertThat(problem.code().status()).isEqualTo(400);
    }

    @Test
    void severalViolationsAreAllTold() {
        Problem problem = new Problem(
                ErrorCode.VALIDATION_FAILED,
                List.of(Violation.of("/name", null, "a name"), Violation.of("/version", "x", "SemVer 2.0")));

        assertThat(problem.detail())
                .isEqualTo("/name: missing (expected: a name); /version: 'x' (expected: SemVer 2.0)");
    }

    @Test
    void aLongValueIsShortened() {
        assertThat(Violation.of("f", "x".repeat(500), "less").value())
                .hasSize(121)
                .endsWith("…");
    }

    @Test
    void codesAreLowerSnakeAndTheirStatusIsAnErrorStatus() {
        assertThat(Arrays.stream(ErrorCode.values()).map(ErrorCode::code))
                .allMatch(code -> code.matches("[a-z]+(_[a-z]+)*"));
        assertThat(Arrays.stream(ErrorCode.values()).map(ErrorCode::status)).allMatch(s -> s >= 400 && s < 600);
    }
}
