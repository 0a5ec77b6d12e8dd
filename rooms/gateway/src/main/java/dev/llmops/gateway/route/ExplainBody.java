// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.route;

import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A request that is thought of, and the route to try it on.
 *
 * @param tokens estimated of the prompt
 * @param maxOutput tokens the answer may have
 * @param headers the hints, and what rules look at
 * @param key the key's id
 * @param route one that is not kept; absent for the service's own
 */
@Schema(name = "RouteQuestion")
record ExplainBody(
        @Nullable Long tokens,
        @Nullable Long maxOutput,
        @Nullable Boolean stream,
        @Nullable Boolean hasTools,
        @Nullable Boolean hasImages,
        @Nullable String user,
        @Nullable String key,
        @Nullable String subscription,
        @Nullable Map<String, @Nullable String> headers,
        @Nullable RouteBody route) {
    /**
     * @param targets those that would be tried, in their order, then those that would not
     * @param shadow the target that would get a copy
     * @param refusal what the client would be told when no target may be tried
     */
    @Schema(name = "RouteExplanation")
    record Answer(
            String service,
            RouteStrategy strategy,
            boolean routed,
            List<TargetAnswer> targets,
            @Nullable String shadow,
            @Nullable RefusalAnswer refusal) {
        Answer {
            targets = List.copyOf(targets);
        }
    }

    /**
     * @param position 1 for the first to be tried; null when it is left out
     * @param reason {@code chosen}, or why it is left out: {@code rule}, {@code circuit_open} …
     * @param sharePercent of calls like this one that would go to it first, where chance decides
     */
    @Schema(name = "RouteTargetExplanation")
    record TargetAnswer(
            String id,
            String upstream,
            String upstreamModel,
            @Nullable Integer position,
            String reason,
            String detail,
            @Nullable Double sharePercent,
            @Nullable Long estimatedCostMicroUsd,
            @Nullable Double expectedMs,
            int underWay) {}

    @Schema(name = "RouteRefusal")
    record RefusalAnswer(int status, String code, String message) {}
}
