// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.route;

import java.util.Locale;

/** Why a target is not called, in the order in which it is looked at: the later, the nearer it came. */
enum LeftOut {
    SHADOW("it only sees copies of calls"),
    CANARY_NOT_DRAWN("this call is not of the canary's share"),
    NO_UPSTREAM("its upstream does not exist any more"),
    RULE("its rule does not hold for this request"),
    TAGS("it does not carry the tags that the caller asks for"),
    REGION("it is in none of the regions that the caller allows"),
    CONTEXT_WINDOW("the request is estimated larger than its context window"),
    PRICE("the estimated price is unknown, or above what the caller allows"),
    CIRCUIT_OPEN("it failed repeatedly and is not called at present"),
    BUSY("it has as many calls under way as it takes");

    private final String why;

    LeftOut(String why) {
        this.why = why;
    }

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    String why() {
        return why;
    }
}
