// SPDX-License-Identifier: Apache-2.0
package dev.llmops.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Measurements of one contender over all rounds; the median speaks for them. */
final class Rounds {
    private final List<Round> rounds = new ArrayList<>();

    /**
     * One round.
     *
     * @param cpuSeconds of the contender's process tree
     */
    record Round(Wrk.Result result, double cpuSeconds, double foreign) {
        double cpuMicrosPerRequest() {
            return cpuSeconds * 1e6 / result.requests();
        }
    }

    void add(Round round) {
        rounds.add(round);
    }

    double median(ToDoubleFunction<Round> quantity) {
        double[] sorted = sorted(quantity);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** {@code lowest–highest}. */
    String spread(ToDoubleFunction<Round> quantity) {
        double[] sorted = sorted(quantity);
        return String.format(java.util.Locale.ROOT, "%,.1f–%,.1f", sorted[0], sorted[sorted.length - 1]);
    }

    long errors() {
        return rounds.stream().mapToLong(round -> round.result().errors()).sum();
    }

    long requests() {
        return rounds.stream().mapToLong(round -> round.result().requests()).sum();
    }

    double foreign() {
        return rounds.stream().mapToDouble(Round::foreign).max().orElse(0);
    }

    private double[] sorted(ToDoubleFunction<Round> quantity) {
        return rounds.stream().mapToDouble(quantity).sorted().toArray();
    }
}
