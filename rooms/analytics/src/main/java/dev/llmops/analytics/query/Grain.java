// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.query;

import dev.llmops.kernel.Problem;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Width of the buckets of time; they begin at whole multiples since 1970-01-01T00:00:00Z. */
enum Grain {
    MINUTE("1m", 1),
    FIVE_MINUTES("5m", 5),
    QUARTER_HOUR("15m", 15),
    HOUR("1h", 60),
    SIX_HOURS("6h", 360),
    DAY("1d", 1440);

    private final String wireName;
    private final int minutes;

    Grain(String wireName, int minutes) {
        this.wireName = wireName;
        this.minutes = minutes;
    }

    String sql() {
        return "time_bucket(INTERVAL '" + minutes + " minutes', time, TIMESTAMP '1970-01-01')";
    }

    boolean wholeHours() {
        return minutes % 60 == 0;
    }

    static Grain parse(String name) {
        return Arrays.stream(values())
                .filter(grain -> grain.wireName.equals(name))
                .findFirst()
                .orElseThrow(() -> Problem.invalid(
                        "grain",
                        name,
                        "absent or one of "
                                + Arrays.stream(values())
                                        .map(grain -> grain.wireName)
                                        .collect(Collectors.joining(", "))));
    }
}
