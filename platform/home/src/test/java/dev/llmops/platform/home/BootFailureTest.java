// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.home;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BootFailureTest {
    @Test
    void aFailureThatAPersonCanPutRightIsItsOwnLineWithoutATrace() {
        RuntimeException wrapped = new RuntimeException("Failed to start", new StartFailure("The home is in use."));

        assertThat(BootFailure.of(wrapped).text(false)).isEqualTo("The home is in use.");
    }

    @Test
    void aRefusedSettingSaysWhatIsWrong() {
        RuntimeException wrapped = new RuntimeException(
                "Error injecting", new IllegalArgumentException("llmops.x: 'y' (expected: a number)"));

        assertThat(BootFailure.of(wrapped).text(false))
                .isEqualTo("LLMOps could not start: llmops.x: 'y' (expected: a number).");
        assertThat(BootFailure.of(wrapped).text(true)).contains("at dev.llmops");
    }

    @Test
    void aFaultOfTheProgramShowsWhereItHappened() {
        assertThat(BootFailure.of(new RuntimeException(new NullPointerException("x")))
                        .text(false))
                .startsWith("LLMOps could not start: NullPointerException: x.")
                .contains("BootFailureTest");
    }
}
