// SPDX-License-Identifier: Apache-2.0
package dev.llmops.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * CPU time of named process trees over an interval, and what is left over for programs that are not ours.
 */
final class CpuMeter {
    private final Map<String, ProcessHandle> watched = new LinkedHashMap<>();
    private final Map<String, Double> before = new LinkedHashMap<>();
    private double machineBefore;
    private long startedNanos;

    CpuMeter watch(String name, ProcessHandle process) {
        watched.put(name, process);
        return this;
    }

    void start() {
        before.clear();
        watched.forEach((name, process) -> before.put(name, tree(process)));
        machineBefore = Machine.busySeconds();
        startedNanos = System.nanoTime();
    }

    /**
     * Ends the interval.
     *
     * @param oursBesides CPU seconds of our own that are not watched: the load program, which has ended by now
     */
    Interval stop(double oursBesides) {
        double machine = Machine.busySeconds() - machineBefore;
        double seconds = (System.nanoTime() - startedNanos) / 1e9;
        Map<String, Double> spent = new LinkedHashMap<>();
        watched.forEach((name, process) -> spent.put(name, tree(process) - before.getOrDefault(name, 0.0)));
        double ours = oursBesides
                + spent.values().stream().mapToDouble(Double::doubleValue).sum();
        double foreign = Math.max(0, machine - ours) / (seconds * Machine.processors());
        return new Interval(spent, foreign);
    }

    private static double tree(ProcessHandle process) {
        return Machine.cpuSeconds(process.pid())
                + process.descendants()
                        .mapToDouble(child -> Machine.cpuSeconds(child.pid()))
                        .sum();
    }

    /**
     * @param seconds CPU seconds by name
     * @param foreign share of the machine used by others, 0 to 1
     */
    record Interval(Map<String, Double> seconds, double foreign) {}
}
