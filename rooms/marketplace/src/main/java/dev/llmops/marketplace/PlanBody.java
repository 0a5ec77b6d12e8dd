// SPDX-License-Identifier: Apache-2.0
package dev.llmops.marketplace;

import dev.llmops.contracts.marketplace.Plan;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A plan on the wire. Left out when sent: the name and the rate are the default plan's, the other limits are none. */
record PlanBody(
        @Nullable String name,
        @Nullable Long requestsPerMonth,
        @Nullable Long tokensPerMonth,
        @Nullable Long requestsPerMinute,
        @Nullable Long burst,
        @Nullable Long tokensPerMinute) {
    static PlanBody of(Plan plan) {
        return new PlanBody(
                plan.name(),
                plan.requestsPerMonth(),
                plan.tokensPerMonth(),
                plan.requestsPerMinute(),
                plan.burst(),
                plan.tokensPerMinute());
    }

    Plan plan() {
        long rate = Objects.requireNonNullElse(requestsPerMinute, Plan.METERED.requestsPerMinute());
        return new Plan(
                Objects.requireNonNullElse(name, Plan.METERED.name()),
                requestsPerMonth,
                tokensPerMonth,
                rate,
                burst == null ? Math.max(1, Math.min(rate, Plan.METERED.burst())) : burst,
                tokensPerMinute);
    }
}
