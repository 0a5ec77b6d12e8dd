// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.webhook;

import dev.llmops.kernel.Problem;
import java.util.Locale;

/** How far a delivery came. */
enum DeliveryState {
    PENDING,
    DELIVERED,
    /** Every try failed; a person may have it tried again. */
    DEAD;

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static DeliveryState parse(String text) {
        for (DeliveryState state : values()) {
            if (state.wireName().equals(text)) {
                return state;
            }
        }
        throw Problem.invalid("state", text, "pending, delivered or dead");
    }
}
