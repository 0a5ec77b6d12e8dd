// SPDX-License-Identifier: Apache-2.0
package dev.llmops.identity;

import dev.llmops.contracts.identity.Role;
import dev.llmops.kernel.TenantId;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A person as the table holds them.
 *
 * @param passwordHash null until the one-time link was redeemed
 */
record Account(
        TenantId tenant,
        String id,
        String email,
        String name,
        Set<Role> roles,
        State state,
        @Nullable String passwordHash,
        long revision,
        Instant createdAt,
        @Nullable Instant lastLoginAt) {
    Account {
        roles = Set.copyOf(roles);
    }

    enum State {
        ACTIVE,
        SUSPENDED
    }

    boolean administers() {
        return state == State.ACTIVE && roles.contains(Role.ADMIN);
    }

    @Override
    public String toString() {
        return "Account[" + id + "]";
    }
}
