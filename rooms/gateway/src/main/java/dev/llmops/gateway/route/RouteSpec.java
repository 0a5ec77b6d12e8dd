// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.route;

import dev.llmops.gateway.cache.CachePolicy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A route as it was checked and is kept, with every default filled in; see docs/routes.md for what the members mean.
 *
 * @param fallbacks ids of targets that are tried after all others, in this order
 * @param targets empty when all calls go to the service's own upstream
 * @param deadlineMillis from the start of the call until its answer begins
 * @param cache null in a route of a version before there were any, and for none
 */
public record RouteSpec(
        RouteStrategy strategy,
        List<TargetSpec> targets,
        @Nullable Sticky sticky,
        @Nullable Share canary,
        @Nullable Share shadow,
        List<String> fallbacks,
        @Nullable Hedge hedge,
        Retry retry,
        long deadlineMillis,
        Breaker circuit,
        @Nullable CachePolicy cache) {
    static final long DEFAULT_DEADLINE_MILLIS = 120_000;

    public RouteSpec {
        targets = List.copyOf(targets);
        fallbacks = List.copyOf(fallbacks);
    }

    /** A route to one target, with the defaults for the rest. */
    static RouteSpec of(TargetSpec only) {
        return new RouteSpec(
                RouteStrategy.PRIORITY,
                List.of(only),
                null,
                null,
                null,
                List.of(),
                null,
                Retry.DEFAULT,
                DEFAULT_DEADLINE_MILLIS,
                Breaker.DEFAULT,
                null);
    }

    /**
     * One place that can answer.
     *
     * @param upstream the upstream's name when the route was written; {@code upstreamId} is what counts
     * @param weight 0 takes no share of its own and is drawn after all others
     * @param contextWindow tokens of input and answer together; null when there is no bound to look at
     * @param when a rule in CEL; null takes every request
     * @param maxConcurrency calls under way from one process; null without bound
     * @param model the registry's model, {@code name@version}; null for the service's own
     * @param priceProvider with {@code priceModel}: the price list's names; null for the service's own
     * @param price what it costs where the price list does not say; for the choice only
     */
    public record TargetSpec(
            String id,
            String upstream,
            String upstreamId,
            String upstreamModel,
            int weight,
            int priority,
            List<String> tags,
            @Nullable Long contextWindow,
            @Nullable String region,
            @Nullable String when,
            @Nullable Integer maxConcurrency,
            @Nullable String model,
            @Nullable String priceProvider,
            @Nullable String priceModel,
            @Nullable Rates price) {
        public TargetSpec {
            tags = List.copyOf(tags);
        }
    }

    /** Micro-dollars per million tokens. */
    public record Rates(long inputMicroUsdPerMillion, long outputMicroUsdPerMillion) {
        /** What so many tokens cost, in micro-dollars, rounded up. */
        long cost(long input, long output) {
            return Math.ceilDiv(input * inputMicroUsdPerMillion + output * outputMicroUsdPerMillion, 1_000_000);
        }
    }

    /**
     * @param by {@code key}, {@code user} or {@code header:NAME}
     * @param ttlSeconds after which the same caller is drawn anew; null for never
     */
    public record Sticky(String by, @Nullable Long ttlSeconds) {
        static final String HEADER = "header:";
    }

    /** A target's part of all calls, in percent. */
    public record Share(String target, double percent) {}

    /**
     * @param afterMillis without a byte, until another target is called as well
     * @param max how many are called in addition
     */
    public record Hedge(long afterMillis, int max) {}

    /**
     * @param max attempts at the same target after the first
     * @param firstMillis pause before the first of them; doubles up to {@code maxMillis}, half of it by chance
     */
    public record Retry(int max, long firstMillis, long maxMillis) {
        public static final Retry DEFAULT = new Retry(3, 100, 800);
    }

    /** After how many failures in a row a target is not called for how long. */
    public record Breaker(int failures, long openMillis) {
        public static final Breaker DEFAULT = new Breaker(5, 30_000);
    }
}
