// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class PageTest {
    @Test
    void theRowBeyondTheLimitBecomesACursor() {
        PageRequest request = PageRequest.of(2, null);

        Page<String> first = Page.of(List.of("a", "b", "c"), request, row -> row);

        assertThat(first.items()).containsExactly("a", "b");
        assertThat(PageRequest.of(2, first.nextCursor()).after()).isEqualTo("b");
    }

    @Test
    void theLastPageHasNoCursor() {
        assertThat(Page.of(List.of("a", "b"), PageRequest.of(2, null), row -> row)
                        .nextCursor())
                .isNull();
    }

    @Test
    void aLimitOutOfRangeIsRefusedWithTheRange() {
        assertThatThrownBy(() -> PageRequest.of(201, null))
                .isInstanceOf(Problem.class)
                .hasMessage("limit: '201' (expected: a whole number from 1 to 200)");
        assertThatThrownBy(() -> PageRequest.of(0, null)).isInstanceOf(Problem.class);
    }

    @Test
    void aCursorThatIsNotOursIsRefused() {
        assertThatThrownBy(() -> PageRequest.of(null, "%%%"))
                .isInstanceOf(Problem.class)
                .hasMessageStartingWith("cursor: '%%%'");
    }
}
