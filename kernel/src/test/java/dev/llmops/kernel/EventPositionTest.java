// SPDX-License-Identifier: Apache-2.0
package dev.llmops.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EventPositionTest {
    @Test
    void positionsOrderByEpochThenTransactionThenSequence() {
        EventPosition oldEpoch = new EventPosition(1, 900, 9);
        EventPosition early = new EventPosition(2, 5, 8);
        EventPosition late = new EventPosition(2, 6, 1);
        EventPosition wrapped = new EventPosition(2, -1L, 0);

        assertThat(Stream.of(wrapped, late, oldEpoch, early).sorted())
                .isEqualTo(List.of(oldEpoch, early, late, wrapped));
    }

    @Test
    void theTextReadsBack() {
        EventPosition position = new EventPosition(3, -2L, 77);

        assertThat(EventPosition.parse(position.toString())).isEqualTo(position);
    }

    @Test
    void anythingElseIsRefused() {
        assertThatThrownBy(() -> EventPosition.parse("1.2")).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> EventPosition.parse("1.x.2")).isInstanceOf(Problem.class);
    }
}
