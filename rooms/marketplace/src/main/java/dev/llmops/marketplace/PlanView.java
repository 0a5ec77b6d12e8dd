// SPDX-License-Identifier: Apache-2.0
package dev.llmops.marketplace;

import dev.llmops.contracts.marketplace.Plan;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A plan as it is answered; a limit of null is none. */
@Schema(name = "Plan")
record PlanView(
        String name,
        @Nullable Long requestsPerMonth,
        @Nullable Long tokensPerMonth,
        long requestsPerMinute,
        long burst,
        @Nullable Long tokensPerMinute) {
    static PlanView of(Plan plan) {
        return new PlanView(
                plan.name(),
                plan.requestsPerMonth(),
                plan.tokensPerMonth(),
                plan.requestsPerMinute(),
                plan.burst(),
                plan.tokensPerMinute());
    }
}
