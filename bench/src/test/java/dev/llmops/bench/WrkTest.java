// SPDX-License-Identifier: Apache-2.0
package dev.llmops.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class WrkTest {
    @Test
    void whatTheLoadProgramSaysIsReadInMilliseconds() {
        Wrk.Result result = Wrk.parse("""
                Running 10s test @ http://127.0.0.1:1/v1/chat/completions
                  1 threads and 32 connections
                  Thread Stats   Avg      Stdev     Max   +/- Stdev
                    Latency     1.20ms  500.00us  20.00ms   90.00%
                    Req/Sec    26.00k     1.00k   28.00k    80.00%
                  Latency Distribution
                     50%    1.10ms
                     75%    1.40ms
                     90%    1.90ms
                     99%  950.00us
                  260000 requests in 10.02s, 120.00MB read
                  Socket errors: connect 0, read 3, write 0, timeout 1
                  Non-2xx or 3xx responses: 5
                Requests/sec:  25948.10
                """, 4.5);

        assertThat(result.requests()).isEqualTo(260_000);
        assertThat(result.perSecond()).isCloseTo(25_948, within(1.0));
        assertThat(result.p50Millis()).isEqualTo(1.10);
        assertThat(result.p99Millis()).isCloseTo(0.95, within(1e-9));
        assertThat(result.errors()).isEqualTo(9);
    }

    @Test
    void theMedianSpeaksForTheRounds() {
        Rounds rounds = new Rounds();
        for (long requests : new long[] {10, 1_000, 20}) {
            rounds.add(new Rounds.Round(new Wrk.Result(requests, 1, 0, 0, 0, 0), 0.001, 0.02));
        }

        assertThat(rounds.median(round -> round.result().perSecond())).isEqualTo(20);
        assertThat(rounds.spread(round -> round.result().perSecond())).isEqualTo("10.0–1,000.0");
    }
}
