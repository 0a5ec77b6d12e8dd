// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.content;

import dev.llmops.kernel.Problem;
import java.util.Locale;

/** How quickly, and how dearly, an object lies at hand. */
enum Tier {
    /** The content directory, or S3 where that is the backend. */
    HOT,
    /** A second directory, meant for slower and larger disks. */
    WARM,
    /** S3. */
    COLD;

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Tier parse(String text) {
        for (Tier tier : values()) {
            if (tier.wireName().equals(text)) {
                return tier;
            }
        }
        throw Problem.invalid("tier", text, "hot, warm or cold");
    }
}
