// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import dev.llmops.contracts.marketplace.Plan;
import org.jspecify.annotations.Nullable;

/**
 * A plan in the form the hot path counts with.
 *
 * @param requestQuota per month; {@link #UNLIMITED} when the plan has none
 * @param tokenQuota per month; {@link #UNLIMITED} when the plan has none
 */
record PlanLimits(Rate requests, @Nullable Rate tokens, long requestQuota, long tokenQuota) {
    static final long UNLIMITED = Long.MAX_VALUE;

    static PlanLimits of(Plan plan) {
        Long perMinute = plan.tokensPerMinute();
        return new PlanLimits(
                Rate.perMinute(plan.requestsPerMinute(), plan.burst()),
                perMinute == null ? null : Rate.perMinute(perMinute, perMinute),
                orUnlimited(plan.requestsPerMonth()),
                orUnlimited(plan.tokensPerMonth()));
    }

    private static long orUnlimited(@Nullable Long limit) {
        return limit == null ? UNLIMITED : limit;
    }
}
