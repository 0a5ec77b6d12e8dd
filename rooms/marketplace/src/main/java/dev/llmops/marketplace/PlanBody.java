// SPDX-License-Identifier: Apache-2.0
package dev.llmops.marketplace;

import dev.llmops.contracts.marketplace.Plan;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A plan as it is sent. What is left out: the name and the rate are the default plan's, the other limits are none. */
@Schema(name = "NewPlan")
record PlanBody(
        @Nullable String name,
        @Nullable Long requestsPerMonth,
        @Nullable Long tokensPerMonth,
        @Nullable Long requestsPerMinute,
        @Nullable Long burst,
        @Nullable Long tokensPerMinute) {
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
