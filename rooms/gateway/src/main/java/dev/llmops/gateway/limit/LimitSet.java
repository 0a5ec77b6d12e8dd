// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.limit;

import dev.llmops.kernel.TenantId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is set for one subject.
 *
 * @param priority null leaves it to the levels above
 * @param members of a team: ids of users and keys
 */
public record LimitSet(
        TenantId tenant,
        LimitLevel level,
        String subject,
        @Nullable PriorityClass priority,
        List<String> members,
        List<Limit> limits,
        long revision,
        Instant createdAt,
        Instant updatedAt) {
    public LimitSet {
        members = List.copyOf(members);
        limits = List.copyOf(limits);
    }

    boolean saysTheSameAs(LimitSet other) {
        return priority == other.priority && members.equals(other.members) && limits.equals(other.limits);
    }
}
