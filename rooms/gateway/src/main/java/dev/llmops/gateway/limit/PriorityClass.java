// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.limit;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.llmops.kernel.Problem;
import java.util.Locale;

/**
 * Whose calls are refused first when there are more than can be served. A class may fill the gateway up to its share, so
 * that what is left is for the classes above it.
 */
public enum PriorityClass {
    LOW(0.7),
    NORMAL(0.9),
    HIGH(1.0);

    private final double share;

    PriorityClass(double share) {
        this.share = share;
    }

    /** Up to which part of all calls under way a call of this class is still admitted. */
    public double share() {
        return share;
    }

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static PriorityClass parse(String text) {
        for (PriorityClass one : values()) {
            if (one.wireName().equals(text)) {
                return one;
            }
        }
        throw Problem.invalid("priority", text, "low, normal or high");
    }
}
