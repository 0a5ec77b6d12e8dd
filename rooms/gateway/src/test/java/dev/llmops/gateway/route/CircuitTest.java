// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CircuitTest {
    private final Circuit circuit = new Circuit();

    @Test
    void fiveFailuresInARowOpenItForThirtySeconds() {
        failTimes(4, 0);
        assertThat(circuit.enter(0)).isZero();
        failTimes(1, 0);
        assertThat(circuit.enter(0)).isEqualTo(30_000);
        assertThat(circuit.enter(29_999)).isEqualTo(1);
        assertThat(circuit.level(29_999)).isEqualTo(2);
    }

    @Test
    void aSuccessInBetweenStartsTheCountAnew() {
        failTimes(4, 0);
        circuit.succeeded();
        failTimes(4, 0);
        assertThat(circuit.enter(0)).isZero();
    }

    @Test
    void oneCallProbesAndItsSuccessCloses() {
        failTimes(5, 0);
        assertThat(circuit.enter(30_000)).isZero();
        assertThat(circuit.enter(30_000)).isPositive();
        assertThat(circuit.level(30_000)).isEqualTo(1);
        circuit.succeeded();
        assertThat(circuit.enter(30_000)).isZero();
        assertThat(circuit.level(30_000)).isZero();
    }

    @Test
    void aProbeThatFailsOpensItAgain() {
        failTimes(5, 0);
        assertThat(circuit.enter(30_000)).isZero();
        circuit.failed(31_000);
        assertThat(circuit.enter(60_999)).isEqualTo(1);
        assertThat(circuit.enter(61_000)).isZero();
    }

    @Test
    void aProbeThatIsWithdrawnLetsTheNextOneTry() {
        failTimes(5, 0);
        assertThat(circuit.enter(30_000)).isZero();
        circuit.withdrawn();
        assertThat(circuit.enter(30_000)).isZero();
    }

    @Test
    void aProbeThatIsNeverHeardOfAgainDoesNotBlockForEver() {
        failTimes(5, 0);
        assertThat(circuit.enter(30_000)).isZero();
        assertThat(circuit.enter(60_000)).isZero();
    }

    @Test
    void lateNewsOfCallsFromBeforeItOpenedChangesNothing() {
        failTimes(5, 0);
        circuit.succeeded();
        assertThat(circuit.enter(1)).isPositive();
        circuit.failed(20_000);
        assertThat(circuit.enter(30_000)).isZero();
    }

    private void failTimes(int times, long nowMillis) {
        for (int i = 0; i < times; i++) {
            circuit.failed(nowMillis);
        }
    }
}
