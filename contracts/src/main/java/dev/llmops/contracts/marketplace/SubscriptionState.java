// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.marketplace;

import java.util.Locale;

/** A subscription is active, paused, or ended for good. */
public enum SubscriptionState {
    ACTIVE,
    PAUSED,
    ENDED;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
