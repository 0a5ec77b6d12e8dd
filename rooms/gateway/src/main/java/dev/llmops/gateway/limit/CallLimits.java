// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.limit;

import org.jspecify.annotations.Nullable;

/** The limits that hold for the calls of one key, of every level. Immutable; what they count with is shared. */
public final class CallLimits {
    private final Bound[] bounds;
    private final PriorityClass priority;
    private final boolean limitsSpend;

    CallLimits(Bound[] bounds, PriorityClass priority) {
        this.bounds = bounds;
        this.priority = priority;
        boolean spend = false;
        for (Bound bound : bounds) {
            spend |= bound.limit.resource() == LimitResource.SPEND_MICRO_USD;
        }
        this.limitsSpend = spend;
    }

    /** One limit, and what counts for it. */
    record Bound(LimitSet set, Limit limit, Meter meter) {
        String owner() {
            return set.level() == LimitLevel.ORGANISATION
                    ? "organisation"
                    : set.level().wireName() + " '" + set.subject() + "'";
        }
    }

    public PriorityClass priority() {
        return priority;
    }

    /** Whether a call's cost must be known before it is made. */
    public boolean limitsSpend() {
        return limitsSpend;
    }

    /** Takes from every limit or from none. */
    public Outcome take(Demand demand, long nowMillis) {
        Meter.Count[] counts = new Meter.Count[bounds.length];
        for (int i = 0; i < bounds.length; i++) {
            Limit limit = bounds[i].limit;
            counts[i] = bounds[i].meter.at(nowMillis);
            if (!counts[i].take(demand.of(limit.resource()), limit.amount())) {
                for (int taken = 0; taken < i; taken++) {
                    counts[taken].correct(-demand.of(bounds[taken].limit.resource()));
                }
                return new Outcome.Exceeded(bounds[i].owner(), limit, counts[i].end());
            }
        }
        return new Outcome.Taken(this, demand, counts);
    }

    void settle(Demand reserved, Meter.Count[] counts, boolean counted, Demand used) {
        for (int i = 0; i < bounds.length; i++) {
            LimitResource resource = bounds[i].limit.resource();
            long stays = !counted || resource == LimitResource.CONCURRENCY ? 0 : used.of(resource);
            counts[i].correct(stays - reserved.of(resource));
        }
    }

    /** Of the limits of a resource the one with the least left; null when there is none. */
    public @Nullable Standing tightest(LimitResource resource, long nowMillis) {
        Standing tightest = null;
        for (Bound bound : bounds) {
            if (bound.limit.resource() == resource) {
                Meter.Count count = bound.meter.at(nowMillis);
                long left = Math.max(0, bound.limit.amount() - count.used());
                if (tightest == null || left < tightest.remaining()) {
                    tightest = new Standing(
                            bound.limit.amount(), left, Math.max(0, count.end().toEpochMilli() - nowMillis));
                }
            }
        }
        return tightest;
    }

    /** How much is left of a limit, and for how long. */
    public record Standing(long amount, long remaining, long resetMillis) {}
}
