// SPDX-License-Identifier: Apache-2.0
package dev.llmops.marketplace;

import java.util.Locale;

/**
 * A claim on what is next to be done for a listing.
 *
 * @param tries how often it was given up so far
 * @param epoch fences: a claim with an older epoch can no longer write
 */
record Work(Kind kind, Listing listing, int tries, long epoch) {
    enum Kind {
        CHECKS,
        APPROVAL,
        ACTIVATION,
        /** The sunset has come. */
        RETIREMENT;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Kind parse(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }
}
