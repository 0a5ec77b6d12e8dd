// SPDX-License-Identifier: Apache-2.0
package dev.llmops.marketplace;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

final class Refusals {
    private Refusals() {}

    static void refused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Problem.class, problem -> Assertions.assertThat(problem.code())
                .as(problem.detail())
                .isEqualTo(code));
    }

    /** The same, with the field the refusal must name. */
    static void refused(ErrorCode code, String field, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Problem.class, problem -> {
            Assertions.assertThat(problem.code()).as(problem.detail()).isEqualTo(code);
            Assertions.assertThat(problem.violations())
                    .extracting(violation -> violation.field())
                    .contains(field);
        });
    }
}
