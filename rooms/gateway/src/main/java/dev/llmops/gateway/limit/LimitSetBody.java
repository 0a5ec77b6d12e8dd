// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.limit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The limits of one subject on the wire. What is answered can be sent back as it is: what only the gateway knows is not
 * looked at then.
 */
@Schema(name = "LimitSet")
record LimitSetBody(
        @Nullable LimitLevel level,
        @Nullable String subject,
        @Nullable PriorityClass priority,
        @Nullable List<@Nullable String> members,
        @Nullable List<@Nullable LimitBody> limits,
        @Nullable Long revision,
        @Nullable Instant updatedAt) {

    /**
     * @param used in the present window, as this process counts it
     * @param resetsAt when the window ends; null for concurrency
     */
    @Schema(
            name = "Limit",
            requiredProperties = {"resource", "amount"})
    record LimitBody(
            @Nullable LimitResource resource,
            @Nullable LimitWindow per,
            @Nullable Long amount,
            @Nullable Long used,
            @Nullable Long remaining,
            @Nullable Instant since,
            @Nullable Instant resetsAt) {}

    static LimitSetBody of(LimitSet set, Meters meters) {
        List<@Nullable LimitBody> limits = new ArrayList<>();
        set.limits().forEach(limit -> limits.add(body(set, limit, meters)));
        return new LimitSetBody(
                set.level(),
                set.subject(),
                set.priority(),
                set.level() == LimitLevel.TEAM ? new ArrayList<@Nullable String>(set.members()) : null,
                limits,
                set.revision(),
                set.updatedAt());
    }

    private static LimitBody body(LimitSet set, Limit limit, Meters meters) {
        Meter.Count count = meters.now(set, limit);
        return new LimitBody(
                limit.resource(),
                limit.per(),
                limit.amount(),
                count.used(),
                Math.max(0, limit.amount() - count.used()),
                limit.since(),
                limit.per() == null ? null : count.end());
    }
}
