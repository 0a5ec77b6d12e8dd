// SPDX-License-Identifier: Apache-2.0
package dev.llmops.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/** Who is measured on one machine, each under the same load; a round in which others took the machine is repeated. */
final class Arena {
    private static final double VOID_ABOVE = 0.10;
    private static final int ATTEMPTS = 3;

    private final Map<String, Contender> contenders = new LinkedHashMap<>();
    private int voided;
    private final Map<String, Long> voidedCalls = new LinkedHashMap<>();

    /** A process that serves on a port. */
    record Contender(String name, ProcessHandle handle, int port) {}

    Contender enter(String name, ProcessHandle handle, int port) {
        Contender contender = new Contender(name, handle, port);
        contenders.put(name, contender);
        return contender;
    }

    Rounds.Round measure(Contender contender, Wrk wrk, int connections, int seconds) {
        for (int attempt = 1; ; attempt++) {
            CpuMeter meter = new CpuMeter();
            contenders.values().forEach(one -> meter.watch(one.name(), one.handle()));
            meter.start();
            Wrk.Result result = wrk.run(contender.port(), connections, seconds);
            CpuMeter.Interval interval = meter.stop(result.cpuSeconds());
            if (interval.foreign() <= VOID_ABOVE || attempt == ATTEMPTS) {
                return new Rounds.Round(
                        result, interval.seconds().getOrDefault(contender.name(), 0.0), interval.foreign());
            }
            voided++;
            voidedCalls.merge(contender.name(), result.requests(), Long::sum);
        }
    }

    int voided() {
        return voided;
    }

    long voidedCalls(Contender contender) {
        return voidedCalls.getOrDefault(contender.name(), 0L);
    }
}
